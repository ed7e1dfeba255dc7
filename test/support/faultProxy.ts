import {
  Agent,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from 'node:http';
import { gzipSync } from 'node:zlib';
import {
  recordOf,
  recordRequest,
  startLoopbackServer,
  type RecordedRequest,
} from '../../simulators/loopbackServer';

/** A request as a fault sees it. */
export interface ProxiedRequest {
  readonly method: string;
  /** Path and query, as they came. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** A request that has not been sent. */
export interface UnsentRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
}

/** An answer as the client would get it without the fault. */
export interface Answer {
  status: number;
  headers: OutgoingHttpHeaders;
  body: Buffer;
}

/** Which requests a fault concerns: a pattern for path and query, or a condition. */
export type Match = RegExp | ((request: ProxiedRequest) => boolean);

/** When a fault happens. */
export interface Occasion {
  /** The first matching request it happens at, 1-based; 1 unless told. */
  at?: number;
  /** At how many matching requests in a row; 1 unless told, `Infinity` for ever. */
  times?: number;
}

/** What a fault does instead of a plain answer. */
export type FaultAction = (exchange: Exchange) => Promise<void> | void;

/** A fault: what happens, at which requests. */
export interface Fault extends Required<Occasion> {
  readonly match: Match;
  readonly action: FaultAction;
}

/** One request on its way through the proxy. */
export interface Exchange {
  readonly request: ProxiedRequest;
  readonly response: ServerResponse;
  /** The real answer, its URLs already rewritten. */
  readonly forward: () => Promise<Answer>;
  /** The answer to the matching request before this one. */
  readonly previous: Answer | undefined;
  /** Runs something later, unless the proxy is stopped before. */
  readonly after: (milliseconds: number, run: () => void) => void;
}

/** What a fault proxy stands before, and what goes wrong in it. */
export interface FaultProxyOptions {
  /** Base URL of the real server; http, as the servers of tests are. */
  target: string;
  /** If several are due at a request, the first happens; all count the request. */
  faults: readonly Fault[];
  /**
   * Answers of a target that does not change, by method and URL. Proxies that share them ask the
   * target once for each.
   */
  answers?: Map<string, Answer>;
}

/** A running proxy. */
export interface FaultProxy {
  /** As the target's base URL, path included, but on the proxy's port. */
  readonly url: string;
  /** Every request so far, in order of arrival. */
  readonly requests: readonly RecordedRequest[];
  /** How often a fault has happened. */
  readonly injected: number;
  /**
   * The answer to a request that no fault concerns, where it is known: for those who make thousands of
   * runs, of which all but a few requests need no socket. Such a request counts as one that came.
   */
  readonly answerKnown: (request: UnsentRequest) => Answer | undefined;
  /** Closes the port, all connections and timers at once. */
  readonly stop: () => Promise<void>;
}

/** `on(/\/Users/, answer(500), { at: 2 })`: the second request for users gets a 500. */
export function on(
  match: Match,
  action: FaultAction,
  { at = 1, times = 1 }: Occasion = {},
): Fault {
  if (at < 1 || times < 1) {
    throw new RangeError('A fault happens once or more, from request 1 on.');
  }
  return { match, action, at, times };
}

/** Answers with a status, a JSON body and headers of one's choice. */
export function answer(
  status: number,
  {
    body = {},
    headers = {},
  }: { body?: unknown; headers?: OutgoingHttpHeaders } = {},
): FaultAction {
  return ({ response }) =>
    send(response, {
      status,
      headers: { 'Content-Type': 'application/json', ...headers },
      body: Buffer.from(JSON.stringify(body)),
    });
}

/**
 * 429 with `Retry-After` in seconds, or as an HTTP date (RFC 9110 section
 * 10.2.3), or without it.
 */
export function rateLimited(retryAfter?: number | Date): FaultAction {
  if (retryAfter === undefined) return answer(429);
  const value =
    retryAfter instanceof Date ? retryAfter.toUTCString() : String(retryAfter);
  return answer(429, { headers: { 'Retry-After': value } });
}

/** Another location with status 302. */
export function redirectTo(location: string): FaultAction {
  return answer(302, { headers: { Location: location } });
}

/** Resets the connection before any byte of an answer. */
export function resetBefore(): FaultAction {
  return ({ response }) => {
    response.socket?.resetAndDestroy();
  };
}

/**
 * Sends the headers and half the body of the real answer, then closes the
 * connection. The length is announced, unless the body is chunked.
 */
export function resetMidBody({
  chunked = false,
}: { chunked?: boolean } = {}): FaultAction {
  return async ({ response, forward }) => {
    const { status, headers, body } = await forward();
    response.writeHead(status, chunked ? headers : withLength(headers, body));
    response.write(firstHalf(body), () => response.socket?.destroy());
  };
}

/** Half the body of the real answer, as if it were whole. */
export function truncatedJson(): FaultAction {
  return async ({ response, forward }) => {
    const real = await forward();
    send(response, { ...real, body: firstHalf(real.body) });
  };
}

/** A compressed answer whose compressed data ends too early. */
export function gzipTruncated(): FaultAction {
  return async ({ response, forward }) => {
    const real = await forward();
    send(response, {
      ...real,
      headers: { ...real.headers, 'content-encoding': 'gzip' },
      body: firstHalf(gzipSync(real.body)),
    });
  };
}

/** 200 with a login page. */
export function html(): FaultAction {
  return ({ response }) =>
    send(response, {
      status: 200,
      headers: { 'Content-Type': 'text/html; charset=utf-8' },
      body: Buffer.from(
        '<!doctype html><html><title>Sign in</title><body><form>Sign in</form></body></html>',
      ),
    });
}

/** 200 with the right type and no body. */
export function emptyBody(): FaultAction {
  return ({ response }) =>
    send(response, {
      status: 200,
      headers: { 'Content-Type': 'application/json' },
      body: Buffer.alloc(0),
    });
}

/** The answer of the matching request before, once more. It must not be the first. */
export function repeatPage(): FaultAction {
  return ({ response, previous }) => {
    if (!previous)
      throw new Error('No page went before that could be repeated.');
    send(response, previous);
  };
}

/** How {@link transform} changes the real answer. */
export interface Transformation {
  /** Gets the parsed JSON body, gives the new one. */
  body?: (body: unknown, request: ProxiedRequest) => unknown;
  /** Gets the headers, names in lower case, gives the new ones. */
  headers?: (
    headers: OutgoingHttpHeaders,
    request: ProxiedRequest,
  ) => OutgoingHttpHeaders;
}

/** The real answer, changed: foreign next links, records without id, duplicates. */
export function transform({
  body = (same) => same,
  headers = (same) => same,
}: Transformation): FaultAction {
  return async ({ request, response, forward }) => {
    const real = await forward();
    const parsed: unknown = JSON.parse(real.body.toString('utf8'));
    send(response, {
      status: real.status,
      headers: headers(real.headers, request),
      body: Buffer.from(JSON.stringify(body(parsed, request))),
    });
  };
}

/**
 * Answers nothing, and closes the connection after a while.
 * @param milliseconds `Infinity` keeps it open until the client or the test ends it
 */
export function stall(milliseconds = Infinity): FaultAction {
  return ({ response, after }) => {
    after(milliseconds, () => response.socket?.destroy());
  };
}

/** The real answer, one byte at a time. */
export function drip(millisecondsPerByte: number): FaultAction {
  return async ({ response, forward, after }) => {
    const { status, headers, body } = await forward();
    response.writeHead(status, withLength(headers, body));
    const sendFrom = (offset: number): void => {
      if (response.destroyed) return;
      if (offset >= body.length) return void response.end();
      response.write(body.subarray(offset, offset + 1));
      after(millisecondsPerByte, () => sendFrom(offset + 1));
    };
    sendFrom(0);
  };
}

/**
 * Starts a reverse proxy on the loopback interface that passes everything on,
 * save for the faults. Absolute URLs that point at the target, in headers and in
 * bodies, are rewritten to the proxy, so that paging stays within it.
 */
export async function startFaultProxy({
  target,
  faults,
  answers,
}: FaultProxyOptions): Promise<FaultProxy> {
  const requests: RecordedRequest[] = [];
  const { origin, stop } = await startLoopbackServer((request, response) => {
    requests.push(recordRequest(request, response));
    void injector.handle(request, response);
  });
  const injector = new FaultInjector(new URL(target), origin, faults, answers);
  return {
    url: origin + new URL(target).pathname.replace(/\/$/, ''),
    requests,
    get injected() {
      return injector.injected;
    },
    answerKnown: ({ method, url: { pathname, search }, headers }) => {
      const request = { method, url: pathname + search, headers };
      const known = injector.known(request);
      if (known) requests.push({ ...recordOf(request), status: known.status });
      return known;
    },
    stop: () => {
      injector.stop();
      return stop();
    },
  };
}

/** A fault that counts the requests it concerns. */
class ArmedFault {
  previous: Answer | undefined;
  private seen = 0;

  constructor(private readonly fault: Fault) {}

  get action(): FaultAction {
    return this.fault.action;
  }

  concerns(request: ProxiedRequest): boolean {
    const { match } = this.fault;
    return match instanceof RegExp
      ? request.url.search(match) >= 0
      : match(request);
  }

  count(): void {
    this.seen += 1;
  }

  isDue(): boolean {
    const { at, times } = this.fault;
    return this.seen >= at && this.seen < at + times;
  }
}

/** Headers that concern one connection only (RFC 9110 section 7.6.1), or that are set anew. */
const NOT_PASSED_ON = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
]);

class FaultInjector {
  injected = 0;
  private readonly faults: readonly ArmedFault[];
  private readonly agent = new Agent({ keepAlive: true });
  private readonly timers = new Set<NodeJS.Timeout>();
  private stopped = false;
  private readonly targetOrigin: RegExp;

  constructor(
    private readonly target: URL,
    private readonly origin: string,
    faults: readonly Fault[],
    private readonly answers?: Map<string, Answer>,
  ) {
    this.faults = faults.map((fault) => new ArmedFault(fault));
    const escaped = target.origin.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    this.targetOrigin = new RegExp(`${escaped}(?!\\d)`, 'g');
  }

  stop(): void {
    this.stopped = true;
    this.timers.forEach((timer) => clearTimeout(timer));
    this.agent.destroy();
  }

  known(request: ProxiedRequest): Answer | undefined {
    const isConcerned = this.faults.some((fault) => fault.concerns(request));
    const real = isConcerned ? undefined : this.answers?.get(nameOf(request));
    return real && this.rewrite(real);
  }

  async handle(
    incoming: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    try {
      await this.exchange(incoming, response);
    } catch (error) {
      if (response.headersSent || this.stopped) {
        response.destroy();
        return;
      }
      const detail = error instanceof Error ? error.message : String(error);
      send(response, {
        status: 502,
        headers: { 'Content-Type': 'text/plain' },
        body: Buffer.from(`Fault proxy: ${detail}`),
      });
    }
  }

  private async exchange(
    incoming: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { method = '', url = '', headers } = incoming;
    const request: ProxiedRequest = { method, url, headers };
    const concerned = this.faults.filter((fault) => fault.concerns(request));
    concerned.forEach((fault) => fault.count());
    const due = concerned.find((fault) => fault.isDue());

    const requestBody = await read(incoming);
    const forward = async () => {
      const real = await this.forward(request, requestBody);
      for (const fault of concerned) fault.previous = real;
      return real;
    };
    if (!due) return send(response, await forward());

    this.injected += 1;
    const { previous } = due;
    const after = this.after.bind(this);
    await due.action({ request, response, forward, previous, after });
  }

  private async forward(
    request: ProxiedRequest,
    body: Buffer,
  ): Promise<Answer> {
    const name = nameOf(request);
    const real = this.answers?.get(name) ?? (await this.ask(request, body));
    this.answers?.set(name, real);
    return this.rewrite(real);
  }

  private async ask(
    { method, url, headers }: ProxiedRequest,
    body: Buffer,
  ): Promise<Answer> {
    const { hostname, port, host } = this.target;
    const outgoing = httpRequest({
      hostname,
      port,
      path: url,
      method,
      agent: this.agent,
      // Compressed bodies could neither be cut nor be rewritten.
      headers: { ...passedOn(headers), host, 'accept-encoding': 'identity' },
    });
    const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
      outgoing.once('response', resolve).once('error', reject).end(body);
    });
    return {
      status: incoming.statusCode ?? 0,
      headers: passedOn(incoming.headers),
      body: await read(incoming),
    };
  }

  private rewrite({ status, headers, body }: Answer): Answer {
    return {
      status,
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [
          name,
          Array.isArray(value)
            ? value.map((item) => this.toProxy(item))
            : value && this.toProxy(String(value)),
        ]),
      ),
      body: body.includes(this.target.origin)
        ? Buffer.from(this.toProxy(body.toString('utf8')))
        : body,
    };
  }

  private toProxy(text: string): string {
    return text.replace(this.targetOrigin, this.origin);
  }

  private after(milliseconds: number, run: () => void): void {
    if (!Number.isFinite(milliseconds) || this.stopped) return;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      run();
    }, milliseconds);
    this.timers.add(timer);
  }
}

function nameOf({ method, url }: ProxiedRequest): string {
  return `${method} ${url}`;
}

function passedOn(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !NOT_PASSED_ON.has(name)),
  );
}

function withLength(
  headers: OutgoingHttpHeaders,
  body: Buffer,
): OutgoingHttpHeaders {
  return { ...headers, 'content-length': body.length };
}

function firstHalf(body: Buffer): Buffer {
  return body.subarray(0, Math.floor(body.length / 2));
}

function send(
  response: ServerResponse,
  { status, headers, body }: Answer,
): void {
  response.writeHead(status, withLength(headers, body));
  response.end(body);
}

async function read(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) {
    if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
