import type { Deviations } from './oddDeviations';
import { ENTERPRISE_URN, type ScimGroup, type ScimUser } from './records';
import { PII_MARKERS } from './users';

/** A resource as it goes over the wire. */
export type Attributes = Record<string, unknown>;

type Manager = NonNullable<
  NonNullable<ScimUser[typeof ENTERPRISE_URN]>['manager']
>;

/** Names of the two endpoints, with a slash before them. */
export interface Endpoints {
  users: string;
  groups: string;
}

/** Where the server offers users and groups. */
export function endpointsOf({ otherEndpoints }: Deviations): Endpoints {
  return otherEndpoints
    ? { users: '/People', groups: '/Teams' }
    : { users: '/Users', groups: '/Groups' };
}

/** Renders the records of an organization as an odd server would. */
export class OddResources {
  private readonly numbers = new Map<string, number>();
  private readonly endpoints: Endpoints;

  /** @param baseUrl the server's own, no slash at the end */
  constructor(
    users: readonly ScimUser[],
    groups: readonly ScimGroup[],
    private readonly deviations: Deviations,
    private readonly baseUrl: string,
  ) {
    this.endpoints = endpointsOf(deviations);
    if (!deviations.numericIds) return;
    for (const { id } of [...users, ...groups]) {
      this.numbers.set(id, 1001 + this.numbers.size);
    }
  }

  /** The id of a record in URLs. */
  idOf({ id }: ScimUser | ScimGroup): string {
    return String(this.numbers.get(id) ?? id);
  }

  /** A user, complete. */
  user(user: ScimUser): Attributes {
    const { deviations } = this;
    const { groups, [ENTERPRISE_URN]: enterprise, ...core } = user;
    return this.finish(this.endpoints.users, {
      ...core,
      ...(deviations.activeAsText && {
        active: core.active ? 'True' : 'false',
      }),
      ...(deviations.plainRoles && {
        roles: core.roles?.map(({ value }) => value),
        entitlements: core.entitlements?.map(({ value }) => value),
      }),
      ...(deviations.returnsPasswords && { password: PII_MARKERS.password }),
      ...(deviations.nullsForAbsent && {
        emails: core.emails ?? null,
        title: core.title ?? null,
      }),
      ...(!deviations.membersAlwaysEmpty &&
        !deviations.noGroupsOfUsers &&
        groups && { groups }),
      ...(enterprise && this.extension(enterprise)),
      ...(deviations.flatName && {
        displayName: undefined,
        name: undefined,
        'name.formatted': core.displayName,
      }),
      ...(deviations.wrongTypes && {
        name: [],
        title: { text: core.title },
        emails: 7,
      }),
    });
  }

  /**
   * A group with its members, as `/Groups/{id}` gives it.
   *
   * @param isNamed whether the members were asked for by name
   */
  group(group: ScimGroup, isNamed: boolean): Attributes {
    const { members, ...core } = group;
    const isTold = isNamed || !this.deviations.membersByName;
    return this.finish(this.endpoints.groups, {
      ...core,
      ...(isTold && this.members(members)),
    });
  }

  /** A group as a list gives it. */
  groupInList(group: ScimGroup, isNamed: boolean): Attributes {
    const { members, ...rest } = this.group(group, isNamed);
    const { hidesInLists, noMembersInLists, noMembersInListsOver } =
      this.deviations;
    if (hidesInLists === 'members') return { ...rest, members: [] };
    if (hidesInLists === 'nested groups') {
      const users = group.members.filter(({ type }) => type === 'User');
      return { ...rest, ...this.members(users) };
    }
    const isLarge = group.members.length > (noMembersInListsOver ?? Infinity);
    return noMembersInLists || isLarge || members === undefined
      ? rest
      : { ...rest, members };
  }

  private members(members: ScimGroup['members']): Attributes {
    const { deviations } = this;
    if (deviations.membersNowhere) return {};
    if (deviations.membersAlwaysEmpty) return { members: [] };
    if (members.length === 0 && deviations.nullsForAbsent) {
      return { members: null };
    }
    return {
      members: members
        .slice(0, deviations.membersCap)
        .map((member) => (isAttributes(member) ? this.member(member) : member)),
    };
  }

  private member({ $ref, type, ...rest }: ScimGroup['members'][number]) {
    switch (this.deviations.memberTypesMissing) {
      case 'withRef':
        return { ...rest, $ref };
      case 'withoutRef':
        return rest;
      case undefined:
        return { ...rest, $ref, type };
    }
  }

  private extension(
    enterprise: NonNullable<ScimUser[typeof ENTERPRISE_URN]>,
  ): Attributes {
    const { enterpriseUrn = ENTERPRISE_URN, plainManager } = this.deviations;
    const { manager, ...rest } = enterprise;
    if (!manager) return { [enterpriseUrn]: rest };
    return {
      [enterpriseUrn]: {
        ...rest,
        manager: plainManager ? manager.value : this.manager(manager),
      },
    };
  }

  private manager({ displayName, ...manager }: Manager): unknown {
    const { namelessManager, wrongTypes } = this.deviations;
    if (wrongTypes) return [manager];
    switch (namelessManager) {
      case 'ref':
        return { $ref: `../Users/${manager.value}` };
      case 'value':
        return { value: manager.value };
      case undefined:
        return { displayName, ...manager };
    }
  }

  /** Location, references, ids and schemas: what is alike in users and groups. */
  private finish(endpoint: string, resource: Attributes): Attributes {
    const {
      refBase = this.baseUrl,
      lowerCaseSchemas,
      enterpriseUrn,
    } = this.deviations;
    const { id, schemas, meta, ...rest } = resource;
    const location = `${refBase}${endpoint}/${String(id)}`;
    const urns = stringsOf(schemas)
      .map((urn) => (urn === ENTERPRISE_URN ? (enterpriseUrn ?? urn) : urn))
      .map((urn) => (lowerCaseSchemas ? urn.toLowerCase() : urn));
    return mapStrings(
      {
        schemas: urns,
        id,
        ...rest,
        meta: { ...(isAttributes(meta) && meta), location },
      },
      (text) => this.rewrite(text),
    );
  }

  /** Ids become numbers, relative references absolute, both if told so. */
  private rewrite(text: string): unknown {
    const number = this.numbers.get(text);
    if (number !== undefined) return number;
    const [, base, segment, id] =
      /^(\.\.|https?:\/\/.+)\/(Users|Groups|People|Teams)\/([^/]+)$/.exec(
        text,
      ) ?? [];
    if (base === undefined || segment === undefined || id === undefined) {
      return text;
    }
    const { refBase } = this.deviations;
    const endpoint = ['Users', 'People'].includes(segment)
      ? this.endpoints.users
      : this.endpoints.groups;
    return `${base === '..' ? (refBase ?? base) : base}${endpoint}/${this.numbers.get(id) ?? id}`;
  }
}

/** Whether a value is a JSON object. */
function isAttributes(value: unknown): value is Attributes {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * What `attributes` or `excludedAttributes` leaves of a resource
 * (RFC 7644 section 3.9). `id` and `schemas` are always returned.
 */
export function selectAttributes(
  resource: Attributes,
  query: URLSearchParams,
): Attributes {
  const wanted = namesIn(query.get('attributes'));
  const unwanted = namesIn(query.get('excludedAttributes'));
  return Object.fromEntries(
    Object.entries(resource).filter(([name]) => {
      if (name === 'id' || name === 'schemas') return true;
      const lowerCase = name.toLowerCase();
      return (wanted?.has(lowerCase) ?? true) && !unwanted?.has(lowerCase);
    }),
  );
}

function namesIn(list: string | null): Set<string> | undefined {
  if (list === null) return undefined;
  return new Set(list.split(',').map((name) => name.trim().toLowerCase()));
}

/** Lower-cases the names of all attributes, at every depth. */
export function lowerCaseNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowerCaseNames);
  if (!isAttributes(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name.toLowerCase(),
      lowerCaseNames(item),
    ]),
  );
}

function mapStrings(
  resource: Attributes,
  map: (text: string) => unknown,
): Attributes {
  const mapValue = (value: unknown): unknown => {
    if (typeof value === 'string') return map(value);
    if (Array.isArray(value)) return value.map(mapValue);
    return isAttributes(value) ? mapStrings(value, map) : value;
  };
  return Object.fromEntries(
    Object.entries(resource).map(([name, value]) => [name, mapValue(value)]),
  );
}

function stringsOf(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value.filter((item): item is string => typeof item === 'string');
}
