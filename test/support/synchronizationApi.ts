import { randomUUID } from 'node:crypto';
import type {
  IncomingHttpHeaders,
  IncomingMessage,
  ServerResponse,
} from 'node:http';
import { text } from 'node:stream/consumers';

import { z } from 'zod';

import { startLoopbackServer } from '../../simulators/loopbackServer';

const JOBS_PATH = '/persister/synchronization/jobs';
const JOB_PATH = /^\/persister\/synchronization\/jobs\/([^/]+)(?:\/([^/]+))?$/;

/** The SDK uploads at most this many objects in one request. */
const LARGEST_BATCH = 250;

const UploadedObject = z.looseObject({ _key: z.string(), _type: z.string() });
const Uploads = {
  entities: z.object({ entities: z.array(UploadedObject).max(LARGEST_BATCH) }),
  relationships: z.object({
    relationships: z.array(UploadedObject).max(LARGEST_BATCH),
  }),
};
const Events = z.object({
  events: z.array(z.object({ name: z.string(), description: z.string() })),
});
const JobSpecification = z.union([
  z.object({
    source: z.enum(['integration-managed', 'integration-external']),
    integrationInstanceId: z.string(),
  }),
  z.object({ source: z.literal('api'), scope: z.string() }),
]);
const Finalization = z.object({
  partialDatasets: z.object({ types: z.array(z.string()) }),
});
const Abortion = z.object({ reason: z.string() });

/** An entity or relationship as it was uploaded. */
export type UploadedObject = z.infer<typeof UploadedObject>;

/** A request that the API received, whatever it answered. */
export interface ReceivedRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  /** The body as sent, for instance to search it for secrets. */
  body: string;
}

/** One run's place in the API: uploads go into a job that is then finalized or aborted. */
export interface SynchronizationJob {
  id: string;
  integrationJobId: string;
  startTimestamp: number;
  status: 'AWAITING_UPLOADS' | 'FINALIZE_PENDING' | 'FINISHED' | 'ABORTED';
  numEntitiesUploaded: number;
  numRelationshipsUploaded: number;
}

/** How the fake API behaves. */
export interface SynchronizationApiOptions {
  /** The only API key that it accepts. */
  apiKey?: string;
  /** The only account that it accepts. */
  account?: string;
  /**
   * Asked for each request before it is looked at: a status to fail the request with, or
   * undefined to let it pass. `attempt` counts requests with the same method and path from 1.
   */
  statusFor?: (request: ReceivedRequest, attempt: number) => number | undefined;
}

/** A running fake of JupiterOne's synchronization API, and what it received. */
export interface SynchronizationApi {
  /** For `--api-base-url`. */
  readonly url: string;
  readonly apiKey: string;
  readonly account: string;
  /** Every entity of every accepted upload, in the order of arrival. */
  readonly entities: readonly UploadedObject[];
  /** Every relationship of every accepted upload, in the order of arrival. */
  readonly relationships: readonly UploadedObject[];
  readonly events: readonly { name: string; description: string }[];
  readonly jobs: readonly SynchronizationJob[];
  /** What the last job was finalized with; undefined as long as none was. */
  readonly finalized?: z.infer<typeof Finalization>;
  /** Why the last job was aborted; undefined as long as none was. */
  readonly aborted?: z.infer<typeof Abortion>;
  readonly requests: readonly ReceivedRequest[];
  stop(): Promise<void>;
}

/**
 * Starts a fake of the API to which `j1-integration run` and `sync` upload. It is as strict as
 * the real one: wrong credentials, unknown jobs, batches that are too large and uploads into a
 * job that has ended are refused.
 */
export async function startSynchronizationApi(
  options: SynchronizationApiOptions = {},
): Promise<SynchronizationApi> {
  const state = new ApiState(options);
  const server = await startLoopbackServer((request, response) => {
    // A client that goes away in the middle of a request needs no answer.
    handle(state, request, response).catch(() => response.destroy());
  });
  return Object.assign(state, { url: server.origin, stop: server.stop });
}

/**
 * The arguments with which `j1-integration run` and `sync` upload to a fake of the API.
 *
 * @param apiKey another key than the one that it accepts
 */
export function uploadArguments(
  { url, account, apiKey: accepted }: SynchronizationApi,
  apiKey = accepted,
): string[] {
  return [
    '--integrationInstanceId',
    'instance-1',
    '--api-base-url',
    url,
    '--account',
    account,
    '--api-key',
    apiKey,
  ];
}

interface Answer {
  status: number;
  body: unknown;
}

async function handle(
  state: ApiState,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const received: ReceivedRequest = {
    method: request.method ?? '',
    path: request.url ?? '',
    headers: request.headers,
    body: await text(request),
  };
  const { status, body } = state.answer(received);
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

class ApiState {
  readonly apiKey: string;
  readonly account: string;
  readonly entities: UploadedObject[] = [];
  readonly relationships: UploadedObject[] = [];
  readonly events: { name: string; description: string }[] = [];
  readonly jobs: SynchronizationJob[] = [];
  readonly requests: ReceivedRequest[] = [];
  finalized?: z.infer<typeof Finalization>;
  aborted?: z.infer<typeof Abortion>;

  private readonly statusFor: SynchronizationApiOptions['statusFor'];
  private readonly attempts = new Map<string, number>();

  constructor({ apiKey, account, statusFor }: SynchronizationApiOptions) {
    this.apiKey = apiKey ?? 'synchronization-api-key';
    this.account = account ?? 'test-account';
    this.statusFor = statusFor;
  }

  answer(request: ReceivedRequest): Answer {
    this.requests.push(request);
    const status = this.statusFor?.(request, this.countAttempt(request));
    if (status === 413) {
      return refusal(413, 'RequestEntityTooLargeException', 'Body too large');
    }
    if (status !== undefined) return refusal(status, 'FAKED', 'Faked failure');
    if (!this.isAuthorized(request)) {
      return refusal(401, 'UNAUTHORIZED', 'Unknown account or API key');
    }
    try {
      return this.route(request, parseBody(request.body));
    } catch (error) {
      if (error instanceof z.ZodError || error instanceof SyntaxError) {
        return refusal(400, 'INVALID_REQUEST', error.message);
      }
      throw error;
    }
  }

  private countAttempt({ method, path }: ReceivedRequest): number {
    const key = `${method} ${path}`;
    const attempt = (this.attempts.get(key) ?? 0) + 1;
    this.attempts.set(key, attempt);
    return attempt;
  }

  private isAuthorized({ headers }: ReceivedRequest): boolean {
    const account =
      headers['lifeomic-account'] ?? headers['jupiterone-account'];
    return (
      account === this.account &&
      headers.authorization === `Bearer ${this.apiKey}`
    );
  }

  private route({ method, path }: ReceivedRequest, body: unknown): Answer {
    if (method === 'POST' && path === JOBS_PATH) return this.createJob(body);
    const [, jobId, action] = JOB_PATH.exec(path) ?? [];
    const job = this.jobs.find(({ id }) => id === jobId);
    if (!job) return refusal(404, 'NOT_FOUND', `No job at ${path}`);
    if (method === 'GET' && action === undefined) return ok({ job: seen(job) });
    if (method !== 'POST') return refusal(405, 'NOT_ALLOWED', method);
    return this.act(job, action, body);
  }

  private act(
    job: SynchronizationJob,
    action: string | undefined,
    body: unknown,
  ): Answer {
    if (job.status !== 'AWAITING_UPLOADS') {
      return refusal(400, 'JOB_NOT_AWAITING_UPLOADS', `Job is ${job.status}`);
    }
    switch (action) {
      case 'entities':
        return this.uploadEntities(job, body);
      case 'relationships':
        return this.uploadRelationships(job, body);
      case 'events':
        this.events.push(...Events.parse(body).events);
        return ok({ job });
      case 'finalize':
        this.finalized = Finalization.parse(body);
        job.status = 'FINALIZE_PENDING';
        return ok({ job });
      case 'abort':
        this.aborted = Abortion.parse(body);
        job.status = 'ABORTED';
        return ok({ job });
      default:
        return refusal(404, 'NOT_FOUND', `A job has no ${action}`);
    }
  }

  private createJob(body: unknown): Answer {
    JobSpecification.parse(body);
    const id = randomUUID();
    const job: SynchronizationJob = {
      id,
      integrationJobId: id,
      startTimestamp: Date.now(),
      status: 'AWAITING_UPLOADS',
      numEntitiesUploaded: 0,
      numRelationshipsUploaded: 0,
    };
    this.jobs.push(job);
    return ok({ job });
  }

  private uploadEntities(job: SynchronizationJob, body: unknown): Answer {
    const { entities } = Uploads.entities.parse(body);
    this.entities.push(...entities);
    job.numEntitiesUploaded += entities.length;
    return ok({ job });
  }

  private uploadRelationships(job: SynchronizationJob, body: unknown): Answer {
    const { relationships } = Uploads.relationships.parse(body);
    this.relationships.push(...relationships);
    job.numRelationshipsUploaded += relationships.length;
    return ok({ job });
  }
}

/** A job that was finalized is done by the time that somebody looks. */
function seen(job: SynchronizationJob): SynchronizationJob {
  if (job.status === 'FINALIZE_PENDING') job.status = 'FINISHED';
  return job;
}

function parseBody(body: string): unknown {
  return body === '' ? undefined : JSON.parse(body);
}

function ok(body: unknown): Answer {
  return { status: 200, body };
}

/** The shape in which JupiterOne wraps errors. */
function refusal(status: number, code: string, message: string): Answer {
  return { status, body: { error: { code, message } } };
}
