import { useLayoutEffect, useState } from 'preact/hooks';

import { OBJECT_KINDS, type ObjectKind } from './data/contract';
import type { Directory } from './data/directory';
import { NODE_KINDS, nodeKey } from './data/neighbours';
import { DirectoryContext } from './ui/context';
import { addressOf, type Place, usePlace } from './ui/router';
import { Application } from './views/application';
import { Applications } from './views/applications';
import { GapLine } from './views/completeness';
import { FindingPage } from './views/findings';
import { Group } from './views/group';
import { Groups } from './views/groups';
import { NotFound } from './views/notFound';
import { Overview } from './views/overview';
import { PathPage } from './views/path';
import { People } from './views/people';
import { Person } from './views/person';
import { Picture } from './views/picture';
import { PictureStart } from './views/pictureStart';
import { THING_KINDS, ThingList, ThingPage, THINGS } from './views/things';

const FIRST_PAGES = [
  { part: '', title: 'Overview' },
  { part: 'people', title: 'People' },
  { part: 'groups', title: 'Groups' },
  { part: 'applications', title: 'Applications' },
  { part: 'path', title: 'Path' },
  { part: 'picture', title: 'Picture' },
];

/** The pages, with those of kinds that were collected. */
function pagesOf({ tables }: Directory) {
  const things = THING_KINDS.filter((kind) => tables[kind].size > 0).map(
    (kind) => ({ part: kind, title: THINGS[kind].title }),
  );
  return [...FIRST_PAGES, ...things];
}

/** The whole page. */
export function App({ directory }: { directory: Directory }) {
  const place = usePlace();
  const [page = ''] = place.parts;
  const at = place.parts.join('/');
  // Before the browser draws: later it would take the focus from a reader who is quick.
  useLayoutEffect(() => {
    document.getElementById('content')?.focus({ preventScroll: true });
    scrollTo(0, 0);
    // In narrow windows the navigation is wider than they are.
    document
      .querySelector('header [aria-current]')
      ?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [at]);
  return (
    <DirectoryContext.Provider value={directory}>
      <a
        class="skip"
        href="#content"
        onClick={(event) => {
          event.preventDefault();
          document.getElementById('content')?.focus();
        }}
      >
        Skip to the content
      </a>
      <header>
        <a class="brand" href="#/">
          Access report
        </a>
        <nav aria-label="Pages">
          {pagesOf(directory).map(({ part, title }) => (
            <a
              key={part}
              href={part === '' ? '#/' : addressOf([part])}
              aria-current={part === page ? 'page' : undefined}
            >
              {title}
            </a>
          ))}
        </nav>
        <ThemeSwitch />
      </header>
      <main id="content" tabIndex={-1}>
        {page !== '' && <GapLine />}
        <Content key={at} directory={directory} place={place} />
      </main>
    </DirectoryContext.Provider>
  );
}

function Content({ directory, place }: { directory: Directory; place: Place }) {
  const [page = '', ...rest] = place.parts;
  const id = page === 'picture' ? rest[1] : rest[0];
  const kind = page === 'picture' ? rest[0] : page;
  switch (page) {
    case '':
      return <Overview />;
    case 'findings':
      return <FindingPage place={place} />;
    case 'path':
      return <PathPage place={place} />;
    case 'picture':
      if (kind === undefined) return <PictureStart />;
      break;
    default:
  }
  if (!isOneOf(OBJECT_KINDS, kind)) return <NotFound what={`page ${page}`} />;
  if (id === undefined) return <List kind={kind} place={place} />;
  const row = directory.tables[kind].rowOf(id);
  if (row === undefined) {
    return <NotFound what={`${kind} with the key ${id}`} />;
  }
  if (page === 'picture' && isOneOf(NODE_KINDS, kind)) {
    const start = { kind, row };
    return <Picture key={nodeKey(start)} start={start} />;
  }
  return <ObjectPage kind={kind} row={row} />;
}

function List({ kind, place }: { kind: ObjectKind; place: Place }) {
  if (kind === 'people') return <People place={place} />;
  if (kind === 'groups') return <Groups place={place} />;
  return kind === 'applications' ? (
    <Applications place={place} />
  ) : (
    <ThingList kind={kind} place={place} />
  );
}

function ObjectPage({ kind, row }: { kind: ObjectKind; row: number }) {
  if (kind === 'people') return <Person row={row} />;
  if (kind === 'groups') return <Group row={row} />;
  return kind === 'applications' ? (
    <Application row={row} />
  ) : (
    <ThingPage kind={kind} row={row} />
  );
}

function isOneOf<T extends string>(
  kinds: readonly T[],
  text: string | undefined,
): text is T {
  return kinds.some((each) => each === text);
}

/** Light or dark, where the reader wants another than the system has. */
function ThemeSwitch() {
  const [isDark, setDark] = useState(
    () => matchMedia('(prefers-color-scheme: dark)').matches,
  );
  const change = () => {
    setDark(!isDark);
    document.documentElement.dataset.theme = isDark ? 'light' : 'dark';
    dispatchEvent(new Event('themechange'));
  };
  return (
    <button type="button" class="theme" onClick={change}>
      {isDark ? 'Light' : 'Dark'}
    </button>
  );
}
