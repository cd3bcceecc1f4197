/** One endpoint. */
export const Endpoint = () => <main className="p-4">The page of one endpoint is being built.</main>;
