import type { Agent } from 'node:http';
import { promisify } from 'node:util';
import zlib from 'node:zlib';

import type { Response } from 'node-fetch';

import { type AnswerHeaders, readHeaders } from './answerHeaders';
import { fetch } from './fetch';
import { createKeepAliveAgent } from './keepAliveAgent';
import { isLastingFailure, networkAdvice } from './networkFailures';
import { SILENCE_MS } from './networkNews';
import { proxyFor } from './proxy';
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
  headers: AnswerHeaders;
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
    /** Why the network failed, where the system or OpenSSL says so. */
    readonly code?: string,
  ) {
    super(message);
    this.name = 'TransportError';
  }

  /** Whether the same address will give the same answer, such as one that does not exist. */
  get isLasting(): boolean {
    return this.code !== undefined && isLastingFailure(this.code);
  }

  /**
   * What happened, and what to do about it where the configuration may be to blame.
   *
   * @param where the URL that was asked, as the user knows it, such as `oktaOrgUrl`
   * @param hasAnswered whether anything has answered there before
   */
  explain(where: string, hasAnswered: boolean): string {
    const isOfNetwork = this.fault === 'NETWORK' || this.fault === 'TIMEOUT';
    if (!isOfNetwork || (hasAnswered && !this.isLasting)) return this.message;
    const code = this.fault === 'TIMEOUT' ? 'TIMEOUT' : this.code;
    return `${this.message}; ${networkAdvice(code, where)}`;
  }
}

/** A host that has never answered gets so many attempts to break its silence. */
const SILENT_ATTEMPTS = 3;

/**
 * Whether more attempts are of no use, where nothing has ever answered: the address is wrong, or
 * something is in the way. Once something has answered, the same failures may pass.
 *
 * @param attempts so far
 */
export function isHopeless(error: TransportError, attempts: number): boolean {
  return (
    error.isLasting ||
    (error.fault === 'TIMEOUT' && attempts >= SILENT_ATTEMPTS)
  );
}

/**
 * Sends single HTTP attempts over kept-alive connections. Redirects are handed to the caller as
 * they are.
 */
export class Transport {
  private readonly agents = new Map<string, Agent>();
  private isReached = false;

  constructor(private readonly limits: TransportLimits) {}

  /** Whether anything has answered so far: what cannot be reached from the start is misspelt. */
  get hasAnswered(): boolean {
    return this.isReached;
  }

  /**
   * @param onSilence told every 10 s without any part of an answer, of how long that is by now, in ms
   * @throws TransportError when no whole answer arrived within the limits
   */
  async send(
    request: HttpRequest,
    onSilence?: (ms: number) => void,
  ): Promise<HttpAnswer> {
    const proxy = proxyFor(request.url);
    const attempt = new Attempt(this.limits, proxy, onSilence);
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
          agent: this.agent(request.url.protocol, proxy),
          redirect: 'manual',
          compress: false,
          signal: attempt.signal,
        }),
      );
      this.isReached = true;
      const headers = readHeaders(response.headers);
      const body = await this.body(attempt, response, headers);
      attempt.isWhole = true;
      return { status: response.status, headers, body };
    } finally {
      attempt.end();
    }
  }

  private agent(protocol: string, proxy: URL | undefined): Agent {
    const name = proxy?.href ?? protocol;
    const known = this.agents.get(name);
    if (known) return known;
    const agent = createKeepAliveAgent(protocol, proxy);
    this.agents.set(name, agent);
    return agent;
  }

  private async body(
    attempt: Attempt,
    response: Response,
    headers: AnswerHeaders,
  ): Promise<string> {
    const received = await attempt.run(
      readBody(response, this.limits.maxBodyBytes, () => attempt.progress()),
    );
    const declared = headers.get('content-length');
    if (declared !== null && received.length < Number(declared)) {
      throw new TransportError(
        'TRUNCATED',
        `the body ended after ${received.length} of ${declared} bytes`,
      );
    }
    return decode(
      received,
      headers.get('content-encoding'),
      this.limits.maxBodyBytes,
    );
  }
}

/** The clock of one attempt: aborts it on silence and when it lasts too long. */
class Attempt {
  private readonly controller = new AbortController();
  private readonly deadline: NodeJS.Timeout;
  private readonly silence: NodeJS.Timeout;
  private readonly news?: NodeJS.Timeout;
  private silentMs = 0;
  /** Whether the answer was received to its end, and is what it declares. */
  isWhole = false;
  private expired?: TransportError;

  constructor(
    limits: TransportLimits,
    private readonly proxy: URL | undefined,
    onSilence?: (ms: number) => void,
  ) {
    this.deadline = setTimeout(
      () => this.expire(`no whole answer within ${limits.attemptMs} ms`),
      limits.attemptMs,
    );
    this.silence = setTimeout(
      () => this.expire(`nothing was received for ${limits.timeoutMs} ms`),
      limits.timeoutMs,
    );
    if (!onSilence) return;
    this.news = setInterval(() => {
      this.silentMs += SILENCE_MS;
      onSilence(this.silentMs);
    }, SILENCE_MS);
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
      throw this.networkError(error);
    }
  }

  progress(): void {
    this.silence.refresh();
    this.news?.refresh();
    this.silentMs = 0;
  }

  /**
   * Stops the clock, and gives up the connection where the body was not read to its end. Where it
   * was, there is nothing to abort, and an exception with its stack would be made for it.
   */
  end(): void {
    clearTimeout(this.deadline);
    clearTimeout(this.silence);
    clearInterval(this.news);
    if (!this.isWhole) this.controller.abort();
  }

  private expire(message: string): void {
    this.expired = new TransportError('TIMEOUT', message + this.byProxy());
    this.controller.abort();
  }

  /** By the system's error code: the message of a FetchError would hold the whole URL. */
  private networkError(error: unknown): TransportError {
    const code = codeOf(error);
    const message = `the network failed: ${code ?? 'connection cut'}${this.byProxy()}`;
    return new TransportError('NETWORK', message, code);
  }

  /** Its host only: its URL may hold a password. */
  private byProxy(): string {
    return this.proxy ? ` (by way of the proxy ${this.proxy.host})` : '';
  }
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
