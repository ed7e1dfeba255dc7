import { z } from 'zod';

/** What the upload has to know; account and key reach it as environment variables. */
export const UploadInput = z.object({
  /** Where the graph and the summary stand. */
  storage: z.string(),
  /** How many entities and relationships these are. */
  objects: z.number(),
  instanceId: z.string(),
  source: z.enum(['integration-managed', 'integration-external']),
  apiBaseUrl: z.string(),
  /** What the job log is to say. */
  events: z.array(z.object({ name: z.string(), description: z.string() })),
});

export type UploadInput = z.infer<typeof UploadInput>;
