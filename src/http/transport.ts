import type { Agent } from 'node:http';
import { promisify } from 'node:util';
import zlib from 'node:zlib';

import type { Headers, Response } from 'node-fetch';

import { fetch } from './fetch';
import { createKeepAliveAgent } from './keepAliveAgent';
import { USER_AGENT } from './userAgent';

/** Limits on one attempt. */
export interface TransportLimits {
  /** Longest silence in ms: until the answer begins, and between two parts of its body. */
  timeoutMs: number;
  /** Longest duration of one attempt in ms, however lively the server is. */
  attemptMs: number;
  /** Largest body in bytes, both as received and as decompressed. */
  maxBodyBytes: number;
}

export const DEFAULT_TRANSPORT_LIMITS: TransportLimits = {
  timeoutMs: 30_000,
  attemptMs: 180_000,
  maxBodyBytes: 128 * 1024 * 1024,
};

export interface HttpRequest {
  method: 'GET' | 'POST';
  url: URL;
  headers: Record<string, string>;
  body?: string;
}

/** An answer whose body was received whole and decompressed. */
export interface HttpAnswer {
  status: number;
  headers: Headers;
  body: string;
}

/** Why an attempt gave no whole answer. */
export type TransportFault =
  'TIMEOUT' | 'NETWORK' | 'TRUNCATED' | 'TOO_LARGE' | 'ENCODING';

/** An attempt that gave no whole answer. Its message holds no URL and no header. */
export class TransportError extends Error {
  constructor(
    readonly fault: TransportFault,
    message: string,
  ) {
    super(message);
    this.name = 'TransportError';
  }
}

/**
 * Sends single HTTP attempts over kept-alive connections. Redirects are handed to the caller as
 * they are.
 */
export class Transport {
  private readonly agents = new Map<string, Agent>();

  constructor(private readonly limits: TransportLimits) {}

  /** @throws TransportError when no whole answer arrived within the limits */
  async send(request: HttpRequest): Promise<HttpAnswer> {
    const attempt = new Attempt(this.limits);
    try {
      const response = await attempt.run(
        fetch(request.url.href, {
          method: request.method,
          headers: {
            'accept-encoding': 'gzip, deflate',
            'user-agent': USER_AGENT,
            ...request.headers,
          },
          body: request.body,
          agent: this.agent(request.url.protocol),
          redirect: 'manual',
          compress: false,
          signal: attempt.signal,
        }),
      );
      return {
        status: response.status,
        headers: response.headers,
        body: await this.body(attempt, response),
      };
    } finally {
      attempt.end();
    }
  }

  private agent(protocol: string): Agent {
    const known = this.agents.get(protocol);
    if (known) return known;
    const agent = createKeepAliveAgent(protocol);
    this.agents.set(protocol, agent);
    return agent;
  }

  private async body(attempt: Attempt, response: Response): Promise<string> {
    const received = await attempt.run(
      readBody(response, this.limits.maxBodyBytes, () => attempt.progress()),
    );
    const declared = response.headers.get('content-length');
    if (declared !== null && received.length < Number(declared)) {
      throw new TransportError(
        'TRUNCATED',
        `the body ended after ${received.length} of ${declared} bytes`,
      );
    }
    return decode(
      received,
      response.headers.get('content-encoding'),
      this.limits.maxBodyBytes,
    );
  }
}

/** The clock of one attempt: aborts it on silence and when it lasts too long. */
class Attempt {
  private readonly controller = new AbortController();
  private readonly deadline: NodeJS.Timeout;
  private readonly silence: NodeJS.Timeout;
  private expired?: TransportError;

  constructor(limits: TransportLimits) {
    this.deadline = setTimeout(
      () => this.expire(`no whole answer within ${limits.attemptMs} ms`),
      limits.attemptMs,
    );
    this.silence = setTimeout(
      () => this.expire(`nothing was received for ${limits.timeoutMs} ms`),
      limits.timeoutMs,
    );
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Waits for a part of the attempt, however it ends, and names the failure. */
  async run<T>(part: Promise<T>): Promise<T> {
    try {
      return await part;
    } catch (error) {
      if (this.expired) throw this.expired;
      if (error instanceof TransportError) throw error;
      throw new TransportError('NETWORK', networkFailure(error));
    }
  }

  progress(): void {
    this.silence.refresh();
  }

  /** Stops the clock, and gives up the connection where the body was not read to its end. */
  end(): void {
    clearTimeout(this.deadline);
    clearTimeout(this.silence);
    this.controller.abort();
  }

  private expire(message: string): void {
    this.expired = new TransportError('TIMEOUT', message);
    this.controller.abort();
  }
}

/** The system's error code: the message of a FetchError would hold the whole URL. */
function networkFailure(error: unknown): string {
  return `the network failed: ${codeOf(error) ?? 'connection cut'}`;
}

function codeOf(error: unknown): string | undefined {
  const isCoded =
    typeof error === 'object' && error !== null && 'code' in error;
  return isCoded && typeof error.code === 'string' ? error.code : undefined;
}

/** Reads to the end; leaving the loop early destroys the stream. */
async function readBody(
  { body }: Response,
  maxBytes: number,
  progress: () => void,
): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of body) {
    progress();
    const bytes = typeof part === 'string' ? Buffer.from(part) : part;
    length += bytes.length;
    if (length > maxBytes) throw tooLarge(maxBytes);
    parts.push(bytes);
  }
  return Buffer.concat(parts, length);
}

const gunzip = promisify<zlib.InputType, zlib.ZlibOptions, Buffer>(zlib.gunzip);
const inflate = promisify<zlib.InputType, zlib.ZlibOptions, Buffer>(
  zlib.inflate,
);

/** Decompresses strictly: node-fetch itself would take a truncated gzip stream for a whole one. */
async function decode(
  received: Buffer,
  encoding: string | null,
  maxBytes: number,
): Promise<string> {
  const decompress = decompressor(encoding);
  if (!decompress || received.length === 0) return received.toString('utf8');
  try {
    const whole = await decompress(received, { maxOutputLength: maxBytes });
    return whole.toString('utf8');
  } catch (error) {
    if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes);
    throw new TransportError('TRUNCATED', `the ${encoding} body is not whole`);
  }
}

function decompressor(encoding: string | null): typeof gunzip | undefined {
  switch (encoding?.trim().toLowerCase()) {
    case undefined:
    case '':
    case 'identity':
      return undefined;
    case 'gzip':
    case 'x-gzip':
      return gunzip;
    case 'deflate':
      return inflate;
    default:
      throw new TransportError(
        'ENCODING',
        `the answer has a content encoding that was not asked for: ${encoding}`,
      );
  }
}

function tooLarge(maxBytes: number): TransportError {
  return new TransportError(
    'TOO_LARGE',
    `the body is larger than ${maxBytes} bytes`,
  );
}
