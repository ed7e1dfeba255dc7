import { useEffect, useState } from 'preact/hooks';

import type { Directory } from './data/directory';
import type { NodeKind } from './data/neighbours';
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

const PAGES = [
  { part: '', title: 'Overview' },
  { part: 'people', title: 'People' },
  { part: 'groups', title: 'Groups' },
  { part: 'applications', title: 'Applications' },
  { part: 'path', title: 'Path' },
  { part: 'picture', title: 'Picture' },
];

/** The whole page. */
export function App({ directory }: { directory: Directory }) {
  const place = usePlace();
  const [page = ''] = place.parts;
  const at = place.parts.join('/');
  useEffect(() => {
    document.getElementById('content')?.focus({ preventScroll: true });
    scrollTo(0, 0);
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
          {PAGES.map(({ part, title }) => (
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
    case 'people':
    case 'groups':
    case 'applications':
      break;
    default:
      return <NotFound what={`page ${page}`} />;
  }
  if (page === 'picture' && kind === undefined) return <PictureStart />;
  if (id === undefined) return <List kind={kind} place={place} />;
  const row = isKind(kind) ? directory.tables[kind].rowOf(id) : undefined;
  if (row === undefined || !isKind(kind)) {
    return <NotFound what={`${kind ?? ''} with the key ${id}`} />;
  }
  if (page === 'picture') return <Picture start={{ kind, row }} />;
  if (kind === 'people') return <Person row={row} />;
  return kind === 'groups' ? <Group row={row} /> : <Application row={row} />;
}

function List({ kind, place }: { kind: string | undefined; place: Place }) {
  if (kind === 'people') return <People place={place} />;
  if (kind === 'groups') return <Groups place={place} />;
  return kind === 'applications' ? (
    <Applications place={place} />
  ) : (
    <NotFound what="such picture" />
  );
}

function isKind(text: string | undefined): text is NodeKind {
  return text === 'people' || text === 'groups' || text === 'applications';
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
