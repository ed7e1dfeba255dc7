import { useMemo } from 'preact/hooks';

import { findWays } from '../data/paths';
import type { Directory } from '../data/directory';
import { type Node, NODE_KINDS } from '../data/neighbours';
import { useDirectory } from '../ui/context';
import { ObjectLink } from '../ui/links';
import { addressOf, type Place } from '../ui/router';
import { amount, counted } from '../ui/words';
import { Finder } from './finder';

/** How one thing leads to another: whether and how a person reaches an application, say. */
export function PathPage({ place }: { place: Place }) {
  const directory = useDirectory();
  const from = named(directory, place.query.get('from'));
  const to = named(directory, place.query.get('to'));
  return (
    <>
      <div class="titleRow">
        <h1>Path</h1>
        <p class="hint">
          The shortest ways from a person, group or application to another.
        </p>
      </div>
      <div class="card ends">
        <End place={place} name="from" title="From" node={from} />
        <End place={place} name="to" title="To" node={to} />
      </div>
      {from && to && <Ways from={from} to={to} />}
    </>
  );
}

function Ways({ from, to }: { from: Node; to: Node }) {
  const directory = useDirectory();
  const found = useMemo(
    () => findWays(directory, from, to),
    [directory, from.kind, from.row, to.kind, to.row],
  );
  if (!found) {
    return (
      <p class="card empty" role="status">
        No path: in this collection nothing connects them.
      </p>
    );
  }
  const { kind, ways, total } = found;
  return (
    <section class="card">
      <h2>
        {kind === 'access'
          ? 'Gives access'
          : 'Connected, but the one does not give the other'}
      </h2>
      <p class="hint" role="status">
        {ways.length < total
          ? `${amount(ways.length)} of ${amount(total)} shortest ways; each goes through another thing of the same kind.`
          : counted(total, 'shortest way')}
      </p>
      <ol class="ways">
        {ways.map((way) => (
          <li key={way.map(({ kind: each, row }) => `${each}${row}`).join()}>
            {way.map((node, at) => (
              <span key={at}>
                {at > 0 && <span aria-hidden="true"> → </span>}
                <span class={`dot ${node.kind}`} aria-hidden="true" />
                <ObjectLink kind={node.kind} row={node.row} />
              </span>
            ))}
          </li>
        ))}
      </ol>
    </section>
  );
}

function End({
  place,
  name,
  title,
  node,
}: {
  place: Place;
  name: 'from' | 'to';
  title: string;
  node: Node | undefined;
}) {
  const addressWith = (value: string | undefined) =>
    addressOf(['path'], { ...Object.fromEntries(place.query), [name]: value });
  if (node) {
    return (
      <p>
        <b>{title}</b> <span class={`dot ${node.kind}`} aria-hidden="true" />
        <ObjectLink kind={node.kind} row={node.row} />{' '}
        <a class="button" href={addressWith(undefined)}>
          Change
        </a>
      </p>
    );
  }
  return (
    <Finder
      title={title}
      addressOf={(kind, id) => addressWith(`${kind}:${id}`)}
    />
  );
}

/** The thing that a query names as `people:KEY`. */
function named({ tables }: Directory, text: string | null): Node | undefined {
  if (!text) return undefined;
  const kind = NODE_KINDS.find((each) => text.startsWith(`${each}:`));
  if (!kind) return undefined;
  const row = tables[kind].rowOf(text.slice(kind.length + 1));
  return row === undefined ? undefined : { kind, row };
}
