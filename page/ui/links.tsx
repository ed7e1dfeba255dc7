import type { ComponentChildren } from 'preact';

import { useDirectory } from './context';
import type { ObjectKind } from '../data/contract';
import { addressOf } from './router';
import { providerName, webAddress } from './words';

/** A link to the page of an object, by its name unless told. */
export function ObjectLink({
  kind,
  row,
  children,
}: {
  kind: ObjectKind;
  row: number;
  children?: ComponentChildren;
}) {
  const table = useDirectory().tables[kind];
  const id = table.text('id', row);
  // What was not collected has no page.
  if (id === undefined) return <>{children ?? 'unknown'}</>;
  return (
    <a href={addressOf([kind, id])}>
      {children ?? table.text('name', row) ?? id}
    </a>
  );
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

/** A link to the object in the provider's console, else to the console; nothing where neither is known. */
export function ConsoleLink({
  address,
  provider,
}: {
  address: string | undefined;
  provider: string | undefined;
}) {
  const { accounts } = useDirectory().facts;
  const account = accounts.find((each) => each.provider === provider);
  const own = webAddress(address);
  const href = own ?? webAddress(account?.webLink);
  if (href === undefined) return null;
  const name = providerName(provider ?? 'the console');
  return (
    <a class="button" href={href} target="_blank" rel="noopener noreferrer">
      {own === undefined ? `Open ${name}` : `Open in ${name}`}{' '}
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
