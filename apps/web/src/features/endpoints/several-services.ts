/** Whether a list needs the service beside each name. */
export function hasSeveralServices(endpoints: readonly { service: string }[]): boolean {
  return endpoints.some(({ service }) => service !== endpoints[0]?.service);
}
