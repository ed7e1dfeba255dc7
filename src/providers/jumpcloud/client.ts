import { z } from 'zod';

import type { ClientContext } from '../../collect/provider';
import { remembered, rememberedByKey } from '../../collect/remembered';
import {
  ApiClient,
  type ApiRequest,
  type ListRequest,
} from '../../http/apiClient';
import { ApiError, type ProviderError } from '../../http/failures';
import { offsetPaging } from '../../http/paging/offset';
import { itemsOrNullAt, valueAt, wholeNumber } from '../../http/paging/body';
import type { IdOf, Page } from '../../http/paging/page';
import { type Checked, type Records, unlessRefused } from '../../http/records';
import { text } from '../../wire/fields';

import { jumpcloudAccess } from './access';
import type { JumpCloudSettings } from './config';
import { credentialsOf, FIELDS } from './credentials';
import { OrganizationDetail, OrganizationInList } from './organizationRecords';

/** JumpCloud publishes no rate limits and announces none: all requests count together. */
export const BUCKET = 'JumpCloud';

/** Addresses that send too much at once are blocked with 403. */
const CONCURRENCY = 4;

/** A 429 comes without `Retry-After`, so that the waits have to be long by themselves. */
const RETRY = { attempts: 7, baseDelayMs: 2_000, maxDelayMs: 60_000 };

/** Records per page, in both API versions: `limit` is 10 unless told, and at most 100. */
export const PAGE = 100;

const OFFSET_PAGING = { limit: PAGE, offsetParameter: 'skip' };

const PAGING_V1 = offsetPaging({
  ...OFFSET_PAGING,
  items: 'results',
  total: 'totalCount',
});

/** Some lists of version 2 tell their total in this header, and some when it is in the request. */
const TOTAL_HEADER = 'x-total-count';

export const ORGANIZATIONS = jumpcloudAccess({
  what: 'organizations',
  insteadOfIt: 'give jumpcloudOrgId, so that the list is not needed',
  endpoints: ['GET /api/organizations'],
});

export const SETTINGS = jumpcloudAccess({
  what: 'the settings of the organization',
  endpoints: ['GET /api/organizations/{organizationId}'],
});

/** A list within one organization. */
export interface OrganizationList<T> {
  path: string;
  organizationId: string;
  permission: string;
  record: z.ZodType<T>;
  /** The field to sort by: without one, lists may miss or repeat records. */
  sort?: string;
  query?: ApiRequest['query'];
  essential?: ListRequest<T>['essential'];
}

/** A list of version 2. */
export interface OrganizationListV2<T> extends OrganizationList<T> {
  /** The id of a record, where it is not its own. */
  idOf?: IdOf;
  /** True where the total counts associations to deleted objects, which are never given. */
  mayTotalExceed?: boolean;
  /** True where the total is told only to those who ask for it. */
  isTotalAskedFor?: boolean;
}

/** The first page of a list, and how many records there are where it tells that. */
export interface FirstPage {
  rows: Page;
  total?: number;
}

/** Reads JumpCloud's API, versions 1.0 and 2.0. It sends nothing but GET. */
export class JumpCloudClient {
  readonly consoleUrl: URL;
  private readonly api: ApiClient;
  private readonly logger: ClientContext['logger'];
  private readonly organizationId?: string;
  /** True where the credential is the API key of an administrator. */
  private readonly isKeyOfAdmin: boolean;
  /** Lists that JumpCloud refused to sort, by path. */
  private readonly unsortable = new Set<string>();
  private wasVerified = false;

  /** The organizations that the credential sees, or the configured one; asked for once. */
  private readonly visible = remembered(() => this.readOrganizations());

  /**
   * One organization with its settings (`GET /api/organizations/{id}`), asked for once.
   *
   * @throws ApiError
   */
  readonly organization = rememberedByKey((id: string) =>
    this.readOrganization(id),
  );

  constructor(
    settings: JumpCloudSettings,
    { logger, limits, rateLimitShare }: ClientContext,
  ) {
    this.consoleUrl = settings.consoleUrl;
    this.organizationId = settings.organizationId;
    this.isKeyOfAdmin = settings.credential.kind === 'apiKey';
    this.logger = logger;
    this.api = new ApiClient({
      baseUrl: settings.baseUrl,
      credentials: credentialsOf(settings, limits),
      credentialFields: FIELDS[settings.credential.kind],
      urlFields: 'jumpcloudRegion or jumpcloudBaseUrl',
      rateLimit: {
        share: rateLimitShare,
        concurrency: CONCURRENCY,
        totalConcurrency: CONCURRENCY,
      },
      logger,
      readError,
      ...limits,
      retry: { ...RETRY, ...limits.retry },
    });
  }

  /**
   * Reads what every collection begins with: the configured organization, or the list of those
   * that the credential sees. That the settings of the former are refused to the role proves the
   * credential as well. The first answer is kept; later calls prove the credential anew.
   *
   * @throws ApiError when the credential cannot be used, or sees no organization
   */
  async verify(): Promise<void> {
    const isKept = !this.wasVerified;
    this.wasVerified = true;
    const { organizationId: id } = this;
    if (id === undefined) {
      await (isKept ? this.visible() : this.readOrganizations());
      return;
    }
    try {
      await (isKept ? this.organization(id) : this.readOrganization(id));
    } catch (error) {
      const isRoleTooLow = error instanceof ApiError && error.status === 403;
      if (!isRoleTooLow || error.kind !== 'authorization') throw error;
    }
  }

  /**
   * The organizations to collect: the configured one, else all that the credential sees
   * (`GET /api/organizations`). They are asked for once.
   */
  async *organizations(): Records<OrganizationInList> {
    yield* await this.visible();
  }

  /** Whether an organization is no longer one of those that the credential sees. */
  async isOrganizationGone(id: string): Promise<boolean> {
    const seen = await this.readOrganizations();
    return !seen.some((each) => each.ok && each.record.id === id);
  }

  /**
   * Whether an organization has at least the administrator whose key is used. An administrator of
   * several organizations belongs to a managed service provider, not to one of them.
   */
  async hasOwnAdmin(organizationId: string): Promise<boolean> {
    if (!this.isKeyOfAdmin || this.organizationId !== undefined) return false;
    if ((await this.visible()).length > 1) return false;
    return (await this.organization(organizationId)).provider === undefined;
  }

  /** A list of version 1 within one organization. */
  listV1<T>(list: OrganizationList<T>): Records<T> {
    return this.list(requestV1(list));
  }

  /** A list of version 2 within one organization. */
  listV2<T>(list: OrganizationListV2<T>): Records<T> {
    return this.list(requestV2(list));
  }

  /** The first page of a list of version 1. */
  async firstOfV1<T>(list: OrganizationList<T>): Promise<FirstPage> {
    const { body } = await this.api.firstAnswer(requestV1(list));
    const total = wholeNumber(valueAt(body, 'totalCount'));
    return { rows: itemsOrNullAt(body, 'results', total), total };
  }

  /** The first page of a list of version 2. */
  async firstOfV2<T>(list: OrganizationListV2<T>): Promise<FirstPage> {
    const { body, headers } = await this.api.firstAnswer(requestV2(list));
    const total = wholeNumber(headers.get(TOTAL_HEADER));
    return { rows: itemsOrNullAt(body, '', total), total };
  }

  /** Checks the elements of a list within a record. */
  elements<T>(schema: z.ZodType<T>, values?: readonly unknown[]) {
    return this.api.elements(schema, values);
  }

  /**
   * Whether an object of an organization is gone.
   *
   * @throws ApiError when JumpCloud does not say
   */
  isGone(path: string, organizationId: string): Promise<boolean> {
    const headers = headersFor(organizationId);
    return this.api.isGone({ path, headers, bucket: BUCKET });
  }

  private async readOrganizations(): Promise<Checked<OrganizationInList>[]> {
    if (this.organizationId !== undefined) {
      const record = OrganizationInList.parse({ id: this.organizationId });
      return [{ ok: true, record }];
    }
    const found: Checked<OrganizationInList>[] = [];
    const list = this.list({
      path: '/api/organizations',
      query: { sort: '_id' },
      bucket: BUCKET,
      permission: ORGANIZATIONS.needs,
      paging: PAGING_V1,
      record: OrganizationInList,
    });
    for await (const organization of list) found.push(organization);
    if (found.length === 0) throw noOrganization();
    return found;
  }

  private async readOrganization(id: string): Promise<OrganizationDetail> {
    try {
      return await this.api.record(
        {
          path: `/api/organizations/${encodeURIComponent(id)}`,
          headers: headersFor(id),
          bucket: BUCKET,
          permission: SETTINGS.needs,
        },
        OrganizationDetail,
      );
    } catch (error) {
      throw id === this.organizationId ? withOrganizationHint(error) : error;
    }
  }

  /** Reads a list without its sort where JumpCloud refuses to sort it. */
  private async *list<T>(list: ListRequest<T>): Records<T> {
    const { sort, ...query } = list.query ?? {};
    const { path } = list;
    if (sort !== undefined && !this.unsortable.has(path)) {
      const refusal = yield* unlessRefused(
        this.api.records(list),
        isBadRequest,
      );
      if (!refusal) return;
      this.unsortable.add(path);
      this.logger.warn(
        `JumpCloud does not sort ${path} by ${sort}: reading it unsorted`,
      );
    }
    yield* this.api.records({ ...list, query });
  }
}

function requestV1<T>(list: OrganizationList<T>): ListRequest<T> {
  return {
    ...inOrganization({ sort: '_id', ...list }),
    paging: PAGING_V1,
  };
}

function requestV2<T>({
  idOf,
  mayTotalExceed,
  isTotalAskedFor = false,
  ...list
}: OrganizationListV2<T>): ListRequest<T> {
  const request = inOrganization(list);
  return {
    ...request,
    headers: {
      ...request.headers,
      ...(isTotalAskedFor && { [TOTAL_HEADER]: 'true' }),
    },
    paging: offsetPaging({
      ...OFFSET_PAGING,
      totalHeader: TOTAL_HEADER,
      idOf,
      mayTotalExceed,
    }),
  };
}

function inOrganization<T>({
  organizationId,
  sort,
  query,
  ...list
}: OrganizationList<T>) {
  return {
    ...list,
    query: { ...query, sort },
    headers: headersFor(organizationId),
    bucket: BUCKET,
  };
}

/** An administrator of several organizations has to say which one each request is for. */
function headersFor(organizationId: string): Record<string, string> {
  return { 'x-org-id': organizationId };
}

/** An error body: JumpCloud writes `message`, `error`, or both. */
const ErrorBody = z.object({ message: text, error: text });

function isBadRequest({ status }: ApiError): boolean {
  return status === 400;
}

/**
 * Without a credential that it can read, JumpCloud redirects to its login page. A block of the
 * network address is answered with 403, but no permission helps against it. With 401 it also
 * refuses one organization, such as a suspended one, to a credential that is good for others.
 */
function readError(status: number, body: unknown): ProviderError {
  if (status < 400) {
    return {
      kind: 'authentication',
      message:
        'JumpCloud redirects, as it does to its login page where it sees no credential',
    };
  }
  const said = ErrorBody.safeParse(body).data;
  const message = said?.message ?? said?.error ?? '';
  if (status === 403 && /\bblocked\b/i.test(message)) {
    return { kind: 'request', message };
  }
  if (status === 401 && /\borganization\b/i.test(message)) {
    return {
      kind: 'authorization',
      message: `${message} (this concerns the organization, not the credential)`,
    };
  }
  return { message };
}

function noOrganization(): ApiError {
  return new ApiError({
    kind: 'answer',
    endpoint: 'GET /api/organizations',
    status: 200,
    reason:
      'JumpCloud lists no organization for this credential; give the id of the organization in jumpcloudOrgId, or use a credential that sees one',
  });
}

/** JumpCloud answers 404 for an unknown organization, and 400 for an id that cannot be one. */
function withOrganizationHint(error: unknown): unknown {
  if (!(error instanceof ApiError)) return error;
  if (error.kind !== 'missing' && error.kind !== 'request') return error;
  return new ApiError({
    kind: error.kind,
    endpoint: error.endpoint,
    status: error.status,
    reason:
      'JumpCloud knows no such organization, or not for this credential; check jumpcloudOrgId and jumpcloudRegion',
    requestId: error.requestId,
  });
}
