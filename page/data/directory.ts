/*
 * Who belongs to what, computed for one object at a time from the tables: the same answers as the SQL
 * views effective_memberships, access and admins give for all at once. A test compares them.
 */

import type { Facts, SCHEMAS, Tables } from './contract';
import { RowIndex } from './rowIndex';
import { type ColumnOf, type Table, UNKNOWN } from './table';

/** A group that somebody belongs to, with the groups from it to the one with the direct membership. */
export interface GroupPath {
  group: number;
  /** Begins with the group itself; of one group where the membership is direct. */
  path: readonly number[];
}

/** Somebody in a group, with the groups from that one to the one they are a direct member of. */
export interface MemberPath {
  person: number;
  path: readonly number[];
}

/** One way in which a person may use an application. */
export interface Access {
  person: number;
  application: number;
  how: 'direct' | 'group';
  /** Undefined where the provider says only that some group gives it. */
  group?: number;
  path?: readonly number[];
  role?: string;
  status?: string;
}

/** A role of a person, with the group that gives it. */
export interface HeldRole {
  /** Row of `role_assignments`. */
  row: number;
  path?: readonly number[];
}

/** The collected directory, with what leads from one object to others. */
export class Directory {
  readonly membershipsOfPerson: RowIndex;
  readonly membershipsOfGroup: RowIndex;
  readonly nestingsOfChild: RowIndex;
  readonly nestingsOfParent: RowIndex;
  readonly assignmentsOfPerson: RowIndex;
  readonly assignmentsOfGroup: RowIndex;
  readonly assignmentsOfApplication: RowIndex;
  readonly rolesOfPerson: RowIndex;
  readonly rolesOfGroup: RowIndex;
  readonly rolesOfApplication: RowIndex;
  readonly holdersOfRole: RowIndex;
  readonly awsRolesOfPerson: RowIndex;
  readonly awsRolesOfGroup: RowIndex;
  readonly holdersOfAwsRole: RowIndex;
  readonly factorsOfPerson: RowIndex;
  readonly devicesOfPerson: RowIndex;
  readonly peopleOfDevice: RowIndex;
  readonly signOnOfApplication: RowIndex;
  readonly applicationsOfRule: RowIndex;
  readonly tokensOfPerson: RowIndex;
  readonly serviceAccountsOfTeam: RowIndex;

  constructor(
    readonly tables: Tables,
    readonly facts: Facts,
  ) {
    const index = indexesOf(tables);
    this.membershipsOfPerson = index('memberships', 'person_id');
    this.membershipsOfGroup = index('memberships', 'group_id');
    this.nestingsOfChild = index('nested_groups', 'child_id');
    this.nestingsOfParent = index('nested_groups', 'parent_id');
    this.assignmentsOfPerson = index('assignments', 'person_id');
    this.assignmentsOfGroup = index('assignments', 'group_id');
    this.assignmentsOfApplication = index('assignments', 'application_id');
    this.rolesOfPerson = index('role_assignments', 'person_id');
    this.rolesOfGroup = index('role_assignments', 'group_id');
    this.rolesOfApplication = index('role_assignments', 'application_id');
    this.holdersOfRole = index('role_assignments', 'role_id');
    this.awsRolesOfPerson = index('aws_role_holders', 'person_id');
    this.awsRolesOfGroup = index('aws_role_holders', 'group_id');
    this.holdersOfAwsRole = index('aws_role_holders', 'role_id');
    this.factorsOfPerson = index('factors', 'person_id');
    this.devicesOfPerson = index('device_people', 'person_id');
    this.peopleOfDevice = index('device_people', 'device_id');
    this.signOnOfApplication = index('sign_on', 'application_id');
    this.applicationsOfRule = index('sign_on', 'rule_id');
    this.tokensOfPerson = index('api_tokens', 'person_id');
    this.serviceAccountsOfTeam = index('service_accounts', 'team_id');
  }

  /** All groups of a person by the shortest way: direct ones, then those around these. */
  groupsOf(person: number): GroupPath[] {
    const group = this.tables.memberships.references('group_id');
    return this.outwards(targets(this.membershipsOfPerson.of(person), group));
  }

  /** A group and all groups around it, each with the way from that one to the group. */
  groupsAround(group: number): GroupPath[] {
    return this.outwards([group]);
  }

  private outwards(direct: readonly number[]): GroupPath[] {
    const parent = this.tables.nested_groups.references('parent_id');
    return spread(
      direct,
      (each) => targets(this.nestingsOfChild.of(each), parent),
      (path, outer) => [outer, ...path],
    );
  }

  /** A group and all groups within it, each with the way from the first one. */
  groupsWithin(group: number): GroupPath[] {
    const child = this.tables.nested_groups.references('child_id');
    return spread(
      [group],
      (each) => targets(this.nestingsOfParent.of(each), child),
      (path, inner) => [...path, inner],
    );
  }

  /** Everybody in a group, directly or through groups within it, by the shortest way. */
  membersOf(group: number): MemberPath[] {
    const person = this.tables.memberships.references('person_id');
    const found = new Map<number, readonly number[]>();
    for (const { group: inner, path } of this.groupsWithin(group)) {
      for (const row of this.membershipsOfGroup.of(inner)) {
        const member = person[row] ?? UNKNOWN;
        if (member !== UNKNOWN && !found.has(member)) found.set(member, path);
      }
    }
    return [...found].map(([member, path]) => ({ person: member, path }));
  }

  /** All ways in which a person may use applications. */
  accessOfPerson(person: number): Access[] {
    const { assignments } = this.tables;
    const ways: Access[] = [];
    const own = new Map<number, number>();
    for (const row of this.assignmentsOfPerson.of(person)) {
      const application = assignments.reference('application_id', row);
      if (application !== undefined) own.set(application, row);
    }
    const reached = new Set<number>();
    for (const { group, path } of this.groupsOf(person)) {
      for (const row of this.assignmentsOfGroup.of(group)) {
        const application = assignments.reference('application_id', row);
        if (application === undefined) continue;
        reached.add(application);
        ways.push(
          this.throughGroup(row, own.get(application), {
            person,
            application,
            how: 'group',
            group,
            path,
          }),
        );
      }
    }
    for (const [application, row] of own) {
      const way = this.ownWay(row, person, application, reached);
      if (way) ways.push(way);
    }
    return ways;
  }

  /** Everybody who may use an application, each with all ways. */
  accessOfApplication(application: number): Access[] {
    const { assignments } = this.tables;
    const ways: Access[] = [];
    const own = new Map<number, number>();
    const given: number[] = [];
    for (const row of this.assignmentsOfApplication.of(application)) {
      const person = assignments.reference('person_id', row);
      if (person === undefined) given.push(row);
      else own.set(person, row);
    }
    const reached = new Set<number>();
    for (const row of given) {
      const group = assignments.reference('group_id', row);
      if (group === undefined) continue;
      for (const { person, path } of this.membersOf(group)) {
        reached.add(person);
        ways.push(
          this.throughGroup(row, own.get(person), {
            person,
            application,
            how: 'group',
            group,
            path,
          }),
        );
      }
    }
    for (const [person, row] of own) {
      const isReached = reached.has(person) ? [application] : [];
      const way = this.ownWay(row, person, application, new Set(isReached));
      if (way) ways.push(way);
    }
    return ways;
  }

  private throughGroup(
    given: number,
    own: number | undefined,
    way: Access,
  ): Access {
    const { assignments } = this.tables;
    const role = (row: number | undefined) =>
      row === undefined ? undefined : assignments.text('role', row);
    return {
      ...way,
      role: role(given) ?? role(own),
      status: own === undefined ? undefined : assignments.text('status', own),
    };
  }

  /**
   * What a person's own assignment tells: that it is direct, or, where the provider says that a group
   * brought it and none of the collected ones does, that.
   */
  private ownWay(
    row: number,
    person: number,
    application: number,
    reached: ReadonlySet<number>,
  ): Access | undefined {
    const { assignments } = this.tables;
    const isDirect = assignments.flag('direct', row) !== false;
    if (!isDirect && reached.has(application)) return undefined;
    return {
      person,
      application,
      how: isDirect ? 'direct' : 'group',
      role: assignments.text('role', row),
      status: assignments.text('status', row),
    };
  }

  /** All roles of a person, own and through groups; admin roles or others. */
  rolesOf(person: number): HeldRole[] {
    const own = [...this.rolesOfPerson.of(person)].map((row) => ({ row }));
    const given = this.groupsOf(person).flatMap(({ group, path }) =>
      [...this.rolesOfGroup.of(group)].map((row) => ({ row, path })),
    );
    return [...own, ...given];
  }
}

/** Makes the rows of a table by what a column of it refers to. */
function indexesOf(tables: Tables) {
  return <Name extends keyof Tables>(
    name: Name,
    column: ColumnOf<(typeof SCHEMAS)[Name], 'reference'>,
  ): RowIndex => {
    const table: Table<(typeof SCHEMAS)[Name]> = tables[name];
    return new RowIndex(table.references(column));
  };
}

/** What some rows refer to, each once. */
function targets(rows: Int32Array, references: Int32Array): number[] {
  const found = new Set<number>();
  for (const row of rows) found.add(references[row] ?? UNKNOWN);
  found.delete(UNKNOWN);
  return [...found];
}

/**
 * Goes from groups to the next ones, level by level and to none twice: circles end, and the way is the
 * shortest, of several the first by the order of the groups.
 */
function spread(
  start: readonly number[],
  next: (group: number) => readonly number[],
  extend: (path: readonly number[], group: number) => readonly number[],
): GroupPath[] {
  let level = new Map<number, readonly number[]>(
    start.map((group) => [group, [group]]),
  );
  const found = new Map(level);
  while (level.size > 0) {
    const following = new Map<number, readonly number[]>();
    for (const [group, path] of level) {
      for (const other of next(group)) {
        if (found.has(other)) continue;
        const way = extend(path, other);
        const known = following.get(other);
        if (!known || precedes(way, known)) following.set(other, way);
      }
    }
    const inOrder = [...following].sort(([, a], [, b]) =>
      precedes(a, b) ? -1 : 1,
    );
    for (const [group, path] of inOrder) found.set(group, path);
    level = new Map(inOrder);
  }
  return [...found].map(([group, path]) => ({ group, path }));
}

function precedes(one: readonly number[], other: readonly number[]): boolean {
  for (let at = 0; at < one.length; at += 1) {
    const difference = (one[at] ?? 0) - (other[at] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
