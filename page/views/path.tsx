import { useMemo, useState } from 'preact/hooks';

import { findWays } from '../data/paths';
import type { Directory } from '../data/directory';
import type { Node, NodeKind } from '../data/neighbours';
import { useDirectory } from '../ui/context';
import { ObjectLink } from '../ui/links';
import { addressOf, type Place } from '../ui/router';
import { amount, counted } from '../ui/words';

const KINDS: readonly NodeKind[] = ['people', 'groups', 'applications'];

/** How many things are offered while somebody types a name. */
const OFFERED = 8;

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
  const directory = useDirectory();
  const [text, setText] = useState('');
  const offers = useMemo(() => offersFor(directory, text), [directory, text]);
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
    <div>
      <label>
        <span>{title}</span>
        <input
          type="search"
          value={text}
          placeholder="name of a person, group or application"
          autocomplete="off"
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
      </label>
      {text !== '' && (
        <ul class="offers" aria-label={`${title}: what matches`}>
          {offers.map(({ kind, row }) => {
            const table = directory.tables[kind];
            const id = table.text('id', row) ?? '';
            return (
              <li key={id}>
                <span class={`dot ${kind}`} aria-hidden="true" />
                <a href={addressWith(`${kind}:${id}`)}>
                  {table.text('name', row)}
                </a>{' '}
                <span class="hint">{kind}</span>
              </li>
            );
          })}
          {offers.length === 0 && <li class="hint">Nothing matches.</li>}
          {offers.length === OFFERED && (
            <li class="hint">The first {OFFERED}: type more of the name.</li>
          )}
        </ul>
      )}
    </div>
  );
}

/** The first things whose name, login or key contains a text. */
function offersFor({ tables }: Directory, text: string): Node[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [];
  const found: Node[] = [];
  for (const kind of KINDS) {
    const table = tables[kind];
    for (let row = 0; row < table.size; row += 1) {
      const name = table.text('name', row) ?? '';
      const login =
        kind === 'people' ? (tables.people.text('username', row) ?? '') : '';
      if (!`${name}\n${login}`.toLowerCase().includes(wanted)) continue;
      found.push({ kind, row });
      if (found.length === OFFERED) return found;
    }
  }
  return found;
}

/** The thing that a query names as `people:KEY`. */
function named({ tables }: Directory, text: string | null): Node | undefined {
  if (!text) return undefined;
  const kind = KINDS.find((each) => text.startsWith(`${each}:`));
  if (!kind) return undefined;
  const row = tables[kind].rowOf(text.slice(kind.length + 1));
  return row === undefined ? undefined : { kind, row };
}
