import type { Checked, Records } from '../../http/records';

/** A member of a group, as far as lists of members tell something new. */
export interface Member {
  id: string;
  status?: string;
}

/** So many members are kept at most, of all groups together: some 20 MB. */
const MOST_KEPT = 100_000;

/** Who reads lists of members: the step that writes memberships, and that which looks for admins. */
type Reader = 'memberships' | 'admins';

/** A list that one of them reads, or has read. */
interface SharedList {
  reader: Reader;
  /** Undefined where it could not be read to its end, or was too long to be kept. */
  members: Promise<readonly Checked<Member>[] | undefined>;
  /** How many of them are kept so far. */
  kept: number;
}

/**
 * Lists of members of groups that may give admin roles. Two steps want them, and neither waits for
 * the other: whoever comes second gets what the first one was given.
 */
export class SharedMembers {
  private readonly lists = new Map<string, SharedList>();
  private kept = 0;
  private areAdminsKnown = false;

  /**
   * @param reader who asks: who asks twice wants it read twice
   * @param list reads it
   */
  async *read(
    groupId: string,
    reader: Reader,
    list: () => Records<Member>,
  ): Records<Member> {
    const shared = this.lists.get(groupId);
    if (shared && shared.reader !== reader) {
      const members = await shared.members;
      this.forget(groupId);
      yield* members ?? list();
    } else if (this.areAdminsKnown) {
      yield* list();
    } else {
      yield* this.share(groupId, reader, list());
    }
  }

  /** Nobody looks for admins any more: what was kept for that is forgotten. */
  async finish(): Promise<void> {
    this.areAdminsKnown = true;
    for (const [groupId, { reader, members }] of [...this.lists]) {
      if (reader !== 'memberships') continue;
      await members;
      this.forget(groupId);
    }
  }

  private async *share(
    groupId: string,
    reader: Reader,
    list: Records<Member>,
  ): Records<Member> {
    let tell: (members?: readonly Checked<Member>[]) => void = () => undefined;
    const members = new Promise<readonly Checked<Member>[] | undefined>(
      (resolve) => (tell = resolve),
    );
    this.forget(groupId);
    const shared: SharedList = { reader, members, kept: 0 };
    this.lists.set(groupId, shared);
    const all: Checked<Member>[] = [];
    let isTooLong = false;
    let isWhole = false;
    try {
      for await (const each of list) {
        isTooLong ||= this.kept + all.length >= MOST_KEPT;
        if (!isTooLong) all.push(each);
        yield each;
      }
      isWhole = !isTooLong;
    } finally {
      if (!isWhole) this.forget(groupId);
      else this.keep(shared, all.length);
      tell(isWhole ? all : undefined);
    }
  }

  private keep(shared: SharedList, length: number): void {
    shared.kept = length;
    this.kept += length;
  }

  /** Of a list that is not kept nothing is freed: readers have its members, or read them anew. */
  private forget(groupId: string): void {
    this.kept -= this.lists.get(groupId)?.kept ?? 0;
    this.lists.delete(groupId);
  }
}
