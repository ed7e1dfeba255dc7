import type { Directory } from './directory';
import {
  aheadOf,
  neighboursOf,
  type Node,
  nodeKey,
  nodeOf,
} from './neighbours';

/** The shortest ways from one thing to another. */
export interface Ways {
  /** `access` where each step gives the next one; `any` where steps also go against the arrows. */
  kind: 'access' | 'any';
  /** The ways that are listed. */
  ways: Node[][];
  /** How many there are of this length. */
  total: number;
}

/** More ways than these are counted, not listed. */
const LISTED = 10;

/**
 * The shortest ways by which access leads from one thing to another; where there is none, the
 * shortest connection in any direction; undefined where there is none at all.
 */
export function findWays(
  directory: Directory,
  from: Node,
  to: Node,
): Ways | undefined {
  const ahead = shortest(directory, from, to, aheadOf);
  if (ahead) return { kind: 'access', ...ahead };
  const any = shortest(directory, from, to, neighboursOf);
  return any && { kind: 'any', ...any };
}

function shortest(
  directory: Directory,
  from: Node,
  to: Node,
  next: (directory: Directory, node: Node) => readonly Node[],
): Omit<Ways, 'kind'> | undefined {
  const target = nodeKey(to);
  const start = nodeKey(from);
  const parents = new Map<string, string[]>([[start, []]]);
  let level = [start];
  while (level.length > 0 && !parents.has(target)) {
    const following = new Map<string, string[]>();
    for (const key of level) {
      for (const node of next(directory, nodeOf(key))) {
        const other = nodeKey(node);
        if (parents.has(other)) continue;
        const known = following.get(other);
        if (known) known.push(key);
        else following.set(other, [key]);
      }
    }
    for (const [key, before] of following) parents.set(key, before);
    level = [...following.keys()];
  }
  if (!parents.has(target)) return undefined;
  return {
    ways: waysTo(target, parents, LISTED).map((way) => way.map(nodeOf)),
    total: countWays(target, parents),
  };
}

function waysTo(
  key: string,
  parents: ReadonlyMap<string, readonly string[]>,
  most: number,
): string[][] {
  const before = parents.get(key) ?? [];
  if (before.length === 0) return [[key]];
  const ways: string[][] = [];
  for (const each of before) {
    for (const way of waysTo(each, parents, most - ways.length)) {
      ways.push([...way, key]);
    }
    if (ways.length >= most) break;
  }
  return ways;
}

function countWays(
  target: string,
  parents: ReadonlyMap<string, readonly string[]>,
): number {
  const known = new Map<string, number>();
  const count = (key: string): number => {
    const before = parents.get(key) ?? [];
    if (before.length === 0) return 1;
    const sum =
      known.get(key) ?? before.reduce((all, each) => all + count(each), 0);
    known.set(key, sum);
    return sum;
  };
  return count(target);
}
