import type { z } from 'zod';

import {
  ApiCalls,
  type ApiClientOptions,
  type ApiRequest,
  type ApiResponse,
  type Query,
} from './apiCall';
import {
  ApiError,
  crossOriginError,
  describeEndpoint,
  unexpectedObjectError,
} from './failures';
import { type Logger, mapLogger } from './logger';
import type { Paging } from './paging/page';
import { parseUrl } from './parse';
import type { WaitFor } from './rateLimiter';
import { type Checked, checkRecord, type Records } from './records';

export type {
  ApiClientLimits,
  ApiClientOptions,
  ApiRequest,
  ApiResponse,
  Query,
} from './apiCall';

/** A list to read. */
export interface ListRequest<T> extends ApiRequest {
  paging: Paging;
  record: z.ZodType<T>;
  /**
   * Fields that decide which relationships there are, such as `actions.groupIds`: where one is of
   * another type than described, something is missing, although the record is of use.
   */
  essential?: readonly string[];
}

/** Leaves the reading of a list behind its first answer. */
class FirstAnswer extends Error {
  constructor(readonly response: ApiResponse) {
    super('That is all that was asked for.');
  }
}

/**
 * Reads a provider's JSON API: authorizes, paces, retries, checks what comes back, and turns
 * every failure into an `ApiError` that can be shown to a user.
 *
 * A provider can echo a credential in any text. So whatever leaves the client (errors, rejected
 * records, log lines) passes through `redact`, here and nowhere else.
 */
export class ApiClient {
  /** For what is made of texts of the provider, which may echo the credential. */
  readonly logger: Logger;
  private readonly calls: ApiCalls;
  private readonly origins: Set<string>;
  /** The base URL without a slash at its end. */
  private readonly root: string;

  constructor(private readonly options: ApiClientOptions) {
    this.logger = mapLogger(options.logger, (text) => this.redact(text));
    this.calls = new ApiCalls({ ...options, logger: this.logger });
    this.root = options.baseUrl.href.replace(/\/$/, '');
    this.origins = new Set([
      options.baseUrl.origin,
      ...(options.alternateOrigins ?? []),
    ]);
  }

  /** Lets the credential go to a further origin of the same tenant, such as its custom domain. */
  trustOrigin(origin: string): void {
    this.origins.add(origin);
  }

  /** How many calls a minute a bucket allows at the configured share; undefined until it is known. */
  callsPerMinute(bucket: string): number | undefined {
    return this.calls.callsPerMinute(bucket);
  }

  /** How long calls that are left have to wait for the limit of a bucket. */
  limitOf(bucket: string): WaitFor {
    return this.calls.limitOf(bucket);
  }

  /**
   * Spends no more of each announced limit than the provider allows the credential.
   *
   * @param share of the limit, above 0 and at most 1
   */
  allowCredential(share: number): void {
    this.calls.allowCredential(share);
  }

  /**
   * Reads one JSON document.
   *
   * @throws ApiError when the provider refuses, or gave no usable answer in all attempts
   */
  async get(request: ApiRequest): Promise<ApiResponse> {
    return this.redactErrors(() =>
      this.calls.run(request, this.resolve(request)),
    );
  }

  /**
   * Reads one object and checks it.
   *
   * @throws ApiError also when the object is not what `schema` describes
   */
  async record<T>(request: ApiRequest, schema: z.ZodType<T>): Promise<T> {
    return this.redactErrors(async () => {
      const url = this.resolve(request);
      const { body } = await this.calls.run(request, url);
      const checked = this.check(schema, body, 1);
      if (checked.ok) return checked.record;
      throw unexpectedObjectError(
        describeEndpoint('GET', url),
        checked.rejection.reason,
      );
    });
  }

  /**
   * Whether there is no such object: the provider answers 404 or 410.
   *
   * @throws ApiError when the provider gives neither the object nor that answer
   */
  async isGone(request: ApiRequest): Promise<boolean> {
    try {
      await this.get(request);
      return false;
    } catch (error) {
      if (error instanceof ApiError && error.kind === 'missing') return true;
      throw error;
    }
  }

  /**
   * Reads a list, page by page, and checks each record. A record that was rejected is part of
   * the stream, so that a caller cannot overlook it.
   *
   * @throws ApiError while iterating, when the list cannot be read to its end
   */
  async *records<T>(list: ListRequest<T>): Records<T> {
    const first = this.resolve(list);
    let position = 0;
    let total: number | undefined;
    const pages = list.paging({
      endpoint: describeEndpoint('GET', first),
      onTotal: (count) => {
        total = count;
      },
      keep: (items) =>
        items.map((item) => {
          position += 1;
          const { record, essential } = list;
          const checked = this.check(record, item, position, essential);
          if (total === undefined) return checked;
          const withTotal = { ...checked, total };
          total = undefined;
          return withTotal;
        }),
      fetch: ({ link, query, isTooLarge }) => {
        const url =
          link === undefined
            ? this.resolve({ ...list, query: { ...list.query, ...query } })
            : this.resolveLink(link, first, list.query);
        return this.calls.run(list, url, isTooLarge);
      },
    });
    try {
      for await (const page of pages) {
        for (const record of page) yield record;
      }
    } catch (error) {
      throw this.redactError(error);
    }
  }

  /**
   * The first answer of a list, asked for as `records` does, for a look at how long the list is.
   *
   * @throws ApiError
   */
  async firstAnswer<T>(list: ListRequest<T>): Promise<ApiResponse> {
    const url = this.resolve(list);
    const pages = list.paging({
      endpoint: describeEndpoint('GET', url),
      keep: (items) => items,
      fetch: async ({ query }) => {
        throw new FirstAnswer(
          await this.calls.run(
            list,
            this.resolve({ ...list, query: { ...list.query, ...query } }),
          ),
        );
      },
    });
    try {
      await pages.next();
    } catch (error) {
      if (error instanceof FirstAnswer) return error.response;
      throw this.redactError(error);
    }
    throw new Error('A list was read without a request.');
  }

  /** Checks the elements of a list within a record, as `records` does those of a list of its own. */
  *elements<T>(
    schema: z.ZodType<T>,
    values: readonly unknown[] = [],
  ): Generator<Checked<T>> {
    for (const [index, value] of values.entries()) {
      yield this.check(schema, value, index + 1);
    }
  }

  private check<T>(
    schema: z.ZodType<T>,
    value: unknown,
    position: number,
    essential?: readonly string[],
  ): Checked<T> {
    const redact = (text: string) => this.redact(text);
    return checkRecord(schema, value, position, redact, essential);
  }

  private redact(text: string): string {
    return this.options.credentials.secrets.redact(text);
  }

  private redactError(error: unknown): unknown {
    if (!(error instanceof ApiError)) return error;
    return error.map((text) => this.redact(text));
  }

  private async redactErrors<T>(read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (error) {
      throw this.redactError(error);
    }
  }

  private resolve({ path, query = {} }: ApiRequest): URL {
    const url = new URL(this.root + path);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    return url;
  }

  /** Some links lose a part of the query, such as `expand`: it is written into them again. */
  private resolveLink(link: string, first: URL, query: Query = {}): URL {
    const url = parseUrl(link, first.href);
    if (url && this.origins.has(url.origin)) {
      for (const [name, value] of Object.entries(query)) {
        if (value === undefined || url.searchParams.has(name)) continue;
        url.searchParams.set(name, String(value));
      }
      return url;
    }
    throw crossOriginError(
      { endpoint: describeEndpoint('GET', first) },
      200,
      'the link to the next page',
      url,
      this.options.baseUrl.origin,
    );
  }
}
