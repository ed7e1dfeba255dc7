import { forEach } from '../../collect/forEach';
import type { CollectContext } from '../../collect/provider';
import { remembered } from '../../collect/remembered';
import type { Query } from '../../http/apiClient';
import { ApiError } from '../../http/failures';
import { isTypicalCap } from '../../http/paging/guards';
import { identifier } from '../../wire/fields';

import { scimObject } from './attributes';
import { NOT_IMPLEMENTED, type Resource, type ScimClient } from './client';
import { GROUPS, ListedMembers, ScimGroup } from './groups';
import type { Memberships } from './memberships';
import { UserGroups, USERS, type UsersSeen } from './users';

/** Groups that are asked one by one before it is known whether that tells anything. */
const SAMPLE = 10;

/** A single group of this size may have been cut; of a smaller one it takes two of the same size. */
const LARGE_CAP = 100;

/** Some services tell members only to those who ask for them by name. */
const BY_NAME: Query = { attributes: 'members' };

/** An id that no service gives. */
const NOBODY = '00000000-0000-4000-8000-000000000000';

/** What is read of groups one by one. */
const MEMBERS = 'members of groups';

const Identified = scimObject({ id: identifier });

type Context = CollectContext<ScimClient>;

/**
 * The members of all groups. Services tell them in the list of groups; in single groups; to those
 * who ask for them by name; in users; or by a filter. What one way leaves out is asked by the next.
 */
export async function readMemberships(context: Context): Promise<Memberships> {
  const known = await context.stepData.get(ListedMembers);
  const users = await context.stepData.get(UserGroups);
  const source = new MemberSources(context, known, users);
  if (known.groupIds.length === 0) return known;
  await source.askGroups();
  source.takeFromUsers();
  if (known.isEmpty) await source.askByFilter();
  if (known.isEmpty && users.ids.length > 0) {
    context.completeness.doubt(
      MEMBERS,
      'the service tells the members of no group: not in its lists, not in single groups, not in users, and not by a filter. A directory whose groups have no members looks the same; switch the ingestion source Groups off where they are not needed',
    );
  }
  await source.checkCut();
  return known;
}

/**
 * The calls that all that takes, by what lists of groups tell: where they leave members out, one for
 * each group; where they tell no nested group, a sample.
 *
 * @param groups how many there are
 */
export function callsForMemberships(
  known: Memberships,
  groups: number,
): number {
  if (known.untold.length > 0) return groups;
  return known.hasNestedGroups ? 0 : Math.min(SAMPLE, groups);
}

class MemberSources {
  constructor(
    private readonly context: Context,
    private readonly known: Memberships,
    private readonly users: UsersSeen,
  ) {}

  /** A group that is still listed is not gone, whatever is said of it alone. */
  private readonly currentIds = remembered(async () => {
    const ids = new Set<string>();
    for await (const checked of this.context.client.list(GROUPS, Identified)) {
      if (checked.ok) ids.add(checked.record.id);
    }
    return ids;
  });

  /**
   * Asks single groups for what the list leaves out. Where some of them tell no more, the others
   * are not asked. A list without any nested group is doubted as well: some services leave those
   * out of lists, or give an empty list for every group.
   */
  async askGroups(): Promise<void> {
    const { untold } = this.known;
    const areUntold = untold.length > 0;
    const doubted = areUntold ? untold : this.doubted();
    const sample = spread(doubted, SAMPLE);
    if (await this.ask(sample, { isNeeded: areUntold })) {
      const others = doubted.filter((id) => !sample.includes(id));
      await this.ask(others, { isNeeded: true });
      return;
    }
    const isMoreByName =
      (areUntold || this.known.isEmpty) &&
      (await this.ask(sample, { isNeeded: false, query: BY_NAME }));
    if (!isMoreByName) return;
    await this.listByName();
    const left = this.known.untold.filter((id) => untold.includes(id));
    await this.ask(left, { isNeeded: true, query: BY_NAME });
  }

  /** Members as users tell them, of the groups that tell none. */
  takeFromUsers(): void {
    const { memberships } = this.users;
    const isUsed = this.known.isEmpty;
    for (const [groupId, members] of memberships.groups) {
      if (!isUsed && this.known.membersOf(groupId).length > 0) continue;
      for (const member of members) this.known.addMember(groupId, member);
    }
    if (!isUsed) return;
    for (const each of memberships.unreadable) this.known.unreadable.push(each);
  }

  /** Asks for the users of each group, else for the groups of each user. */
  async askByFilter(): Promise<void> {
    const { client } = this.context;
    if (!(await client.mayFilter())) return;
    if (await this.heedsFilter(USERS, 'groups.value')) {
      await this.askSampleFirst(this.known.groupIds, MEMBERS, (id) =>
        this.askForUsersOf(id),
      );
    } else if (await this.heedsFilter(GROUPS, 'members.value')) {
      await this.askSampleFirst(this.users.ids, 'groups of users', (id) =>
        this.askForGroupsOf(id),
      );
    }
  }

  /**
   * Some services cut members, at a round number. The largest groups are checked by what users tell,
   * by single groups, and by a filter.
   */
  async checkCut(): Promise<void> {
    const { known, users } = this;
    const sizes = known.groupIds.map((id) => known.sizeOf(id));
    const size = sizes.reduce((largest, each) => Math.max(largest, each), 0);
    const atSize = () =>
      known.groupIds.filter((id) => known.sizeOf(id) === size);
    const isDoubtful =
      isTypicalCap(size) &&
      (size >= LARGE_CAP || atSize().length > 1) &&
      size < users.ids.length;
    if (!isDoubtful) return;
    if (!users.memberships.isEmpty) return this.takeLargestFromUsers(atSize());
    await this.ask(atSize(), { isNeeded: false });
    if (atSize().length === 0) return;
    const canAsk =
      (await this.context.client.mayFilter()) &&
      (await this.heedsFilter(USERS, 'groups.value'));
    if (canAsk) {
      return this.forEach(atSize(), MEMBERS, (id) => this.askForUsersOf(id));
    }
    this.context.completeness.doubt(
      `members of ${atSize().length} groups`,
      `no group has more than ${size} members, and services cut lists at such numbers: the group ${atSize()[0]} may have more`,
    );
  }

  private takeLargestFromUsers(groupIds: readonly string[]): void {
    for (const groupId of groupIds) {
      const members = this.users.memberships.membersOf(groupId);
      for (const member of members) this.known.addMember(groupId, member);
    }
  }

  /** Groups that tell no members come first: those that a list hides are among them. */
  private doubted(): readonly string[] {
    const { known } = this;
    if (known.hasNestedGroups) return [];
    const empty = known.groupIds.filter((id) => known.sizeOf(id) === 0);
    const others = known.groupIds.filter((id) => known.sizeOf(id) > 0);
    return [...empty, ...others];
  }

  /**
   * Reads groups one by one.
   *
   * @param isNeeded whether something is missing where that fails
   * @returns whether any of them tells more members than are known
   */
  private async ask(
    groupIds: readonly string[],
    { isNeeded, query }: { isNeeded: boolean; query?: Query },
  ): Promise<boolean> {
    const { client, completeness } = this.context;
    let isMore = false;
    await this.forEach(groupIds, MEMBERS, async (groupId) => {
      const group = await completeness.attemptChild(
        () =>
          client
            .record(GROUPS, groupId, ScimGroup, query)
            .catch((error: unknown) => {
              if (isNeeded) throw error;
              return refusal(error);
            }),
        this.childOf(`members of group ${groupId}`, groupId),
      );
      if (!group || group instanceof ApiError) return;
      const before = this.known.sizeOf(groupId);
      this.known.addGroup(groupId, group.members);
      isMore ||= this.known.sizeOf(groupId) > before;
    });
    return isMore;
  }

  private async listByName(): Promise<void> {
    const { client, completeness } = this.context;
    const listed = new Set(this.known.groupIds);
    const list = client.list(GROUPS, ScimGroup, BY_NAME);
    for await (const { id, members } of completeness.track(list, MEMBERS)) {
      if (listed.has(id)) this.known.addGroup(id, members);
    }
  }

  /** Some services overlook filters, and give everything: nobody is in a group that is none. */
  private async heedsFilter(
    resource: Resource,
    attribute: string,
  ): Promise<boolean> {
    const { client, completeness } = this.context;
    const list = client.list(resource, Identified, filterBy(attribute, NOBODY));
    const answer = await completeness.attempt(
      () => list.next().catch(refusal),
      MEMBERS,
    );
    await list.return();
    if (answer instanceof ApiError) return answer.kind === 'missing';
    return answer?.done === true;
  }

  private async askSampleFirst(
    ids: readonly string[],
    what: string,
    ask: (id: string) => Promise<void>,
  ): Promise<void> {
    const sample = spread(ids, SAMPLE);
    await this.forEach(sample, what, ask);
    if (this.known.isEmpty) return;
    const asked = new Set(sample);
    await this.forEach(
      ids.filter((id) => !asked.has(id)),
      what,
      ask,
    );
  }

  private forEach(
    ids: readonly string[],
    what: string,
    ask: (id: string) => Promise<void>,
  ): Promise<void> {
    const { completeness } = this.context;
    return forEach(ids, { completeness, what }, ask);
  }

  private async askForUsersOf(groupId: string): Promise<void> {
    const { client, completeness } = this.context;
    const list = completeness.trackChild(
      client.list(USERS, Identified, filterBy('groups.value', groupId)),
      this.childOf(`members of group ${groupId}`, groupId),
    );
    for await (const { id } of list) {
      this.known.addMember(groupId, { id, type: 'User' });
    }
  }

  private async askForGroupsOf(userId: string): Promise<void> {
    const { client, completeness } = this.context;
    const list = completeness.trackChild(
      client.list(GROUPS, Identified, filterBy('members.value', userId)),
      {
        what: `groups of user ${userId}`,
        isGone: () => client.isGone(USERS, userId),
      },
    );
    for await (const { id } of list) {
      this.known.addMember(id, { id: userId, type: 'User' });
    }
  }

  private childOf(what: string, groupId: string) {
    return {
      what,
      isGone: async () => !(await this.currentIds()).has(groupId),
    };
  }
}

function filterBy(attribute: string, id: string): Query {
  return { filter: `${attribute} eq ${JSON.stringify(id)}` };
}

/**
 * An answer that says no, and would say no again.
 *
 * @throws other errors
 */
function refusal(error: unknown): ApiError {
  const isRefusal =
    error instanceof ApiError &&
    (error.kind !== 'unavailable' || error.status === NOT_IMPLEMENTED);
  if (isRefusal) return error;
  throw error;
}

/** So many of the ids, at equal distances. */
function spread(ids: readonly string[], count: number): readonly string[] {
  if (ids.length <= count) return ids;
  return Array.from(
    { length: count },
    (_, index) => ids[Math.floor((index * ids.length) / count)] ?? '',
  );
}
