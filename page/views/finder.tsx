import { useMemo, useState } from 'preact/hooks';

import type { Directory } from '../data/directory';
import { type Node, NODE_KINDS, type NodeKind } from '../data/neighbours';
import { useDirectory } from '../ui/context';

/** How many things are offered while somebody types a name. */
const OFFERED = 8;

/** Finds a person, group or application by its name. */
export function Finder({
  title,
  addressOf,
}: {
  title: string;
  /** Where a thing that was found leads to. */
  addressOf: (kind: NodeKind, id: string) => string;
}) {
  const directory = useDirectory();
  const [text, setText] = useState('');
  const offers = useMemo(() => offersFor(directory, text), [directory, text]);
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
                <a href={addressOf(kind, id)}>{table.text('name', row)}</a>{' '}
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
  for (const kind of NODE_KINDS) {
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
