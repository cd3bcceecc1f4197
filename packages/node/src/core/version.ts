/** Name and version that batches carry; a test holds it to package.json. */
export const SDK_NAME = "@vigie/node/0.1.0";
