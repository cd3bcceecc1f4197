import { type Agent, request } from "node:http";
import { SENT_AT_HEADER } from "@vigie/protocol";
import { AS_ADMIN } from "@vigie/testing";

/** Sends a gzip batch to a server of `startServer`, as an SDK does. Resolves with the status that it was answered with. */
export function postBatch(url: string, body: Buffer, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = {
      ...AS_ADMIN,
      "content-type": "application/json",
      "content-encoding": "gzip",
      "content-length": body.byteLength,
      [SENT_AT_HEADER]: Date.now(),
    };
    request(url, { method: "POST", agent, headers, timeout: 30_000 }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode ?? 0));
      response.on("error", reject);
    })
      .on("timeout", () => reject(new Error("no answer within 30 s")))
      .on("error", reject)
      .end(body);
  });
}
