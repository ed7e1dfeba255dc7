/** Extension URN of SCIM 1.1, which some servers still use. */
export const ENTERPRISE_URN_1 = 'urn:scim:schemas:extension:enterprise:1.0';

/** Cursor paging (RFC 9865). */
export interface CursorPaging {
  /**
   * `supported`: index paging unless the request has `cursor`.
   * `forced`: each list is paged by cursor, whatever the request says.
   * `only`: `startIndex` is overlooked, and so the first page comes unless the request has `cursor`.
   */
  mode: 'supported' | 'forced' | 'only';
  /** `/ServiceProviderConfig` says nothing of it. */
  unannounced?: boolean;
  /** The second page is empty and has a `nextCursor`, which is legal. */
  emptyMiddlePage?: boolean;
  /** Pages have `totalResults`, which cursor paging may leave out. */
  totalResults?: boolean;
  /** So many uses of a cursor are answered with `expiredCursor`; 0 unless told. */
  expires?: number;
}

/**
 * Ways to differ from RFC 7643 and RFC 7644, alone or together. Without any the
 * server keeps to them. Sources: what products such as AWS IAM Identity Center,
 * Slack, Salesforce, Snowflake and GitHub are known to do, and RFC 9865.
 */
export interface Deviations {
  // Paging

  /** Every page is the first one. */
  ignoresStartIndex?: boolean;
  /** Past the end the list begins again. */
  wrapsStartIndex?: boolean;
  /** Past the end the last page comes again. */
  repeatsLastPage?: boolean;
  /** Pages begin at multiples of their size, and say where. */
  roundsStartIndex?: boolean;
  /** No total is larger, although further pages are there. */
  totalCap?: number;
  /** So many records are counted that are never given. */
  dangling?: number;
  /** No page has more resources, and nothing says so. */
  silentPageCap?: number;
  /** Page size without `count`; 100 unless told. */
  defaultPageSize?: number;
  /** `itemsPerPage` is `count`, not the number of resources. */
  itemsPerPageEcho?: boolean;
  /** `totalResults` is absent. */
  noTotalResults?: boolean;
  /** `totalResults` is the number of resources of the page. */
  totalResultsOfPage?: boolean;
  /** Lists are JSON arrays, without the list response around them. */
  bareArrays?: boolean;
  /** An empty page has no `Resources`; RFC 7644 allows it. */
  noEmptyResources?: boolean;
  /** An empty page is a 404. */
  emptyList404?: boolean;
  /** One user disappears after the page of users with this number (1-based). */
  shrinksDuringRead?: {
    afterPage: number;
    /** Whether the user was on a page that was already read; then the rest moves up. */
    user: 'read' | 'unread';
  };
  cursorPaging?: CursorPaging;

  // Refusals

  /** A larger `count` is refused: 400 with `invalidCount`, or 413. */
  refusesCount?: { over: number; status: 400 | 413 };
  /** `count=0` is refused with 400. */
  refusesCountZero?: boolean;
  /** A larger `startIndex` is refused with 400. */
  refusesStartIndexOver?: number;
  /** `excludedAttributes` is refused with 400. */
  refusesExcludedAttributes?: boolean;

  // Memberships

  /** `members` is absent in lists, but given at `/Groups/{id}`. */
  noMembersInLists?: boolean;
  /** `members` is absent everywhere: only users name their groups. */
  membersNowhere?: boolean;
  /** `members` is `[]` everywhere, and users do not name their groups. */
  membersAlwaysEmpty?: boolean;
  /** `members` is absent, in lists and single groups, unless asked for by name. */
  membersByName?: boolean;
  /** `members` is `[]` in the lists of groups, or has no nested groups there. */
  hidesInLists?: 'members' | 'nested groups';
  /** `members` is absent in lists for larger groups. */
  noMembersInListsOver?: number;
  /** `members` has no more elements. */
  membersCap?: number;
  /** Users do not name their groups. */
  noGroupsOfUsers?: boolean;
  /** What lists can be filtered by; other filters are refused. */
  filters?: readonly ('groups.value' | 'members.value')[];
  /** Filters are overlooked: they leave everything. */
  ignoresFilters?: boolean;
  /** Users cannot be read by their ids. */
  noSingleUsers?: boolean;
  /** Members have no `type`, and `$ref` only in one of the two cases. */
  memberTypesMissing?: 'withRef' | 'withoutRef';
  /** Base URL that `$ref` and `meta.location` begin with, perhaps of another host. */
  refBase?: string;

  // Values

  /** Names of attributes are lower-case everywhere, those of messages too. */
  lowerCaseAttributes?: boolean;
  /** Schema URNs in `schemas` are lower-case. */
  lowerCaseSchemas?: boolean;
  /** `active` is "True" or "false". */
  activeAsText?: boolean;
  /** Ids are numbers wherever they occur. */
  numericIds?: boolean;
  /** Attributes without values are `null`. */
  nullsForAbsent?: boolean;
  /** `roles` and `entitlements` are lists of strings. */
  plainRoles?: boolean;
  /** `manager` is the id itself. */
  plainManager?: boolean;
  /** `manager` has no name, and `$ref` alone or `value` alone. */
  namelessManager?: 'ref' | 'value';
  /** The only name is an attribute with the name `name.formatted`. */
  flatName?: boolean;
  /** `name` is a list, `title` an object, `emails` a number and `manager` a list, for every user. */
  wrongTypes?: boolean;
  /** Name under which the Enterprise extension comes. */
  enterpriseUrn?: string;
  /** Users have a `password`, which RFC 7643 forbids. */
  returnsPasswords?: boolean;

  // Discovery and messages

  /** `/ServiceProviderConfig` and `/ResourceTypes` are 404. */
  noDiscovery?: boolean;
  /** `/ResourceTypes` names `/People` and `/Teams`; `/Users` and `/Groups` are 404. */
  otherEndpoints?: boolean;
  /** `/ResourceTypes` names paths that do not work, and lists `/Me` first. */
  wrongEndpoints?: 'singular' | 'withBase';
  /** There are no groups, and `/ResourceTypes` says so. */
  noGroupType?: boolean;
  /** `filter.maxResults` of `/ServiceProviderConfig`; 200 unless told. */
  maxResults?: number;
  /** `supported` of `/ServiceProviderConfig` is 0 or 1, or "true" or "false". */
  capabilitiesAs?: 'numbers' | 'text';
  /** `Content-Type` of every answer; `application/scim+json` unless told. */
  contentType?: string;
  /** `status` of an error is a number. */
  errorStatusNumeric?: boolean;
  /** Errors are `{"Errors":[{"description","code"}]}`. */
  olderErrors?: boolean;
}
