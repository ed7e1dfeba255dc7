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
      this.forget(groupId, members?.length);
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
      if (reader === 'memberships') {
        this.forget(groupId, (await members)?.length);
      }
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
    this.lists.set(groupId, { reader, members });
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
      if (isWhole) this.kept += all.length;
      else this.lists.delete(groupId);
      tell(isWhole ? all : undefined);
    }
  }

  private forget(groupId: string, length = 0): void {
    if (this.lists.delete(groupId)) this.kept -= length;
  }
}
