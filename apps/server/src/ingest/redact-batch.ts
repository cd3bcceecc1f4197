import { type Batch, isSensitiveName, redactAttributes, redactText } from "@vigie/protocol";
import type { Breath } from "./breath.ts";

/** Takes personal data and secrets out of a batch, in place: a second time, since not every sender is our SDK. */
export async function redactBatch(batch: Batch, breath: Breath): Promise<void> {
  for (const { sample } of batch.errors) {
    if (sample !== undefined) redactError(sample);
    await breath();
  }
  for (const log of batch.logs) {
    log.message = redactText(log.message);
    if (log.attributes !== undefined) log.attributes = redactAttributes(log.attributes);
    log.errors?.forEach(redactError);
    await breath();
  }
  for (const request of batch.requests) {
    if (request.url !== undefined) request.url = redactText(request.url);
    if (request.headers !== undefined) request.headers = redactHeaders(request.headers);
    if (request.attributes !== undefined) request.attributes = redactAttributes(request.attributes);
    for (const span of request.spans) {
      span.name = redactText(span.name);
      if (span.error !== undefined) span.error = redactText(span.error);
      for (const [name, value] of Object.entries(span.attributes ?? {})) {
        if (span.attributes && typeof value === "string") span.attributes[name] = redactNamed(name, value);
      }
    }
    await breath();
  }
}

function redactError(error: { message: string; stack: string }): void {
  error.message = redactText(error.message);
  error.stack = redactText(error.stack);
}

function redactHeaders(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, redactNamed(name, value)]));
}

function redactNamed(name: string, value: string): string {
  return isSensitiveName(name) ? "[redacted]" : redactText(value);
}
