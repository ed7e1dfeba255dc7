import type { ComponentChildren } from 'preact';

import { useDirectory } from './context';
import { addressOf, type ObjectKind } from './router';
import { providerName, webAddress } from './words';

/** A link to the page of a person, group or application. */
export function ObjectLink({ kind, row }: { kind: ObjectKind; row: number }) {
  const table = useDirectory().tables[kind];
  const id = table.text('id', row) ?? '';
  return <a href={addressOf([kind, id])}>{table.text('name', row) ?? id}</a>;
}

/** The groups from one to another, each a link. */
export function GroupTrail({ path }: { path: readonly number[] }) {
  return (
    <span class="trail">
      {path.map((group, at) => (
        <span key={group}>
          {at > 0 && <span aria-hidden="true"> › </span>}
          <ObjectLink kind="groups" row={group} />
        </span>
      ))}
    </span>
  );
}

/** A link to the object in the provider's console; nothing where there is no such page. */
export function ConsoleLink({
  address,
  provider,
}: {
  address: string | undefined;
  provider: string | undefined;
}) {
  const href = webAddress(address);
  if (href === undefined) return null;
  return (
    <a class="button" href={href} target="_blank" rel="noopener noreferrer">
      Open in {providerName(provider ?? 'the console')}{' '}
      <span aria-hidden="true">↗</span>
    </a>
  );
}

export type Tone = 'good' | 'warn' | 'bad' | 'plain' | 'accent';

/** A word with a color that says how good it is; the word alone says it, too. */
export function Badge({
  tone,
  children,
}: {
  tone: Tone;
  children: ComponentChildren;
}) {
  return <span class={`badge ${tone}`}>{children}</span>;
}
