import {
  createApiClient,
  createIntegrationLogger,
  getRootStorageDirectory,
  type IntegrationLogger,
  synchronizationStatus,
  synchronizeCollectedData,
} from '@jupiterone/integration-sdk-runtime';

import { createKeepAliveAgent } from '../../src/http/keepAliveAgent';
import { networkAdvice } from '../../src/http/networkFailures';
import { proxyFor } from '../../src/http/proxy';
import { RUN_FAILED, UPLOAD_ENDED } from '../collection/runLog';
import { UserError } from '../userError';
import { UploadInput } from './uploadInput';

/*
 * Uploads what was collected, in a process of its own, by the functions of the SDK's `sync`: at the
 * first batch that is lost it aborts the job, so that nothing of it enters the graph.
 */

type ApiClient = ReturnType<typeof createApiClient>;
type Job = Awaited<ReturnType<typeof synchronizeCollectedData>>;

/** Of a job that has not ended; it will go on without us. */
const WAITING = /PENDING|^FINALIZING|^AWAITING_UPLOADS$/;

/** So long a job is watched, in ms, and how often. */
const WATCHED_MS = 600_000;
const EVERY_MS = 2_000;

async function main(): Promise<void> {
  const input = UploadInput.parse(JSON.parse(process.argv[2] ?? ''));
  process.env.JUPITERONE_INTEGRATION_STORAGE_DIRECTORY = input.storage;
  const logger = createIntegrationLogger({ name: 'upload' });
  const upload = new Upload(input, logger);
  process.once('SIGINT', () => void upload.stop());
  process.once('SIGTERM', () => void upload.stop());
  try {
    const job = await upload.run();
    logger.info({ event: UPLOAD_ENDED, job }, 'The upload has ended');
  } catch (error) {
    const err = upload.explain(error);
    logger.fatal({ err, event: RUN_FAILED }, 'The upload failed');
    process.exitCode = 1;
  }
}

class Upload {
  private readonly api: ApiClient;
  private jobPath?: string;
  private sent = 0;
  /** Of the last request that failed: the SDK's errors do not always hold it. */
  private lastStatus?: number;
  private lastCode?: string;

  constructor(
    private readonly input: UploadInput,
    private readonly logger: IntegrationLogger,
  ) {
    this.api = createApiClient({
      apiBaseUrl: input.apiBaseUrl,
      account: process.env.JUPITERONE_ACCOUNT ?? '',
      accessToken: process.env.JUPITERONE_API_KEY,
    });
    this.goThroughProxy();
    this.api.interceptors.request.use(async (config) => {
      const path = config.url ?? '';
      this.tellProgress(config.data);
      if (path.endsWith('/finalize')) await this.publishEvents(path);
      return config;
    });
    this.api.interceptors.response.use(
      (response) => {
        this.noteJob(response.data);
        return response;
      },
      (error: unknown) => {
        this.noteFailure(error);
        throw error;
      },
    );
  }

  async run(): Promise<Job> {
    this.logger.info(
      `Uploading ${this.input.objects} objects from ${getRootStorageDirectory()}`,
    );
    const job = await synchronizeCollectedData({
      logger: this.logger,
      apiClient: this.api,
      source: this.input.source,
      integrationInstanceId: this.input.instanceId,
    });
    return this.watch(job);
  }

  /** Aborts the job: what was uploaded so far does not enter the graph. */
  async stop(): Promise<void> {
    try {
      if (this.jobPath !== undefined) {
        const reason = 'The upload was stopped by hand';
        await this.api.post(`${this.jobPath}/abort`, { reason });
      }
    } finally {
      process.exit(130);
    }
  }

  /** What to do, for failures of which the SDK says nothing. */
  explain(error: unknown): unknown {
    const message = error instanceof Error ? error.message : String(error);
    if (this.lastStatus === 401 || this.lastStatus === 403) {
      return new UserError(
        `${message} JupiterOne answers ${this.lastStatus}: check JUPITERONE_ACCOUNT and JUPITERONE_API_KEY, and that the key is one of the instance ${this.input.instanceId}.`,
      );
    }
    if (this.lastStatus !== undefined || this.lastCode === undefined) {
      return error;
    }
    const { host } = new URL(this.input.apiBaseUrl);
    return new UserError(
      `${message}. The network failed at ${host}: ${this.lastCode}; ${networkAdvice(this.lastCode, '--api-base-url')}`,
    );
  }

  /** JupiterOne works on it after the upload; a key that may only upload cannot see how. */
  private async watch(finalized: Job): Promise<Job> {
    let job = finalized;
    const until = Date.now() + WATCHED_MS;
    while (WAITING.test(job.status) && Date.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
      try {
        const { apiClient, logger } = {
          apiClient: this.api,
          logger: this.logger,
        };
        job = await synchronizationStatus({ apiClient, job, logger });
      } catch {
        this.logger.info('The key may not see what becomes of the job');
        return job;
      }
      this.logger.info(`JupiterOne: ${job.status}`);
    }
    return job;
  }

  /** The SDK's client would send its request to the proxy in clear, in place of a tunnel. */
  private goThroughProxy(): void {
    const proxy = proxyFor(new URL(this.input.apiBaseUrl));
    if (!proxy) return;
    this.api.defaults.proxy = false;
    this.api.defaults.httpsAgent = createKeepAliveAgent('https:', proxy);
  }

  private tellProgress(data: unknown): void {
    if (typeof data !== 'object' || data === null) return;
    for (const [name, list] of Object.entries(data)) {
      if (name !== 'entities' && name !== 'relationships') continue;
      if (Array.isArray(list)) this.sent += list.length;
      // A batch that is sent again counts again.
      const sent = Math.min(this.sent, this.input.objects);
      this.logger.info(`Uploaded ${sent} of ${this.input.objects} objects`);
    }
  }

  /** `sync` does not tell the job log of steps that failed. */
  private async publishEvents(finalizePath: string): Promise<void> {
    const { events } = this.input;
    if (events.length === 0) return;
    const path = finalizePath.replace(/finalize$/, 'events');
    await this.api.post(path, { events }).catch(() => {
      this.logger.warn('The job log of JupiterOne took no events');
    });
  }

  private noteJob(data: unknown): void {
    const job =
      typeof data === 'object' && data !== null && 'job' in data
        ? data.job
        : undefined;
    if (typeof job !== 'object' || job === null || !('id' in job)) return;
    this.jobPath ??= `/persister/synchronization/jobs/${String(job.id)}`;
  }

  private noteFailure(error: unknown): void {
    this.lastStatus = undefined;
    this.lastCode = undefined;
    if (typeof error !== 'object' || error === null) return;
    const { response, code } = error as {
      response?: { status?: number };
      code?: string;
    };
    this.lastStatus = response?.status;
    this.lastCode = code;
  }
}

void main();
