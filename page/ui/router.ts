import { useLayoutEffect, useState } from 'preact/hooks';

/** Where the reader is: the parts of the address behind `#/`, and what follows `?`. */
export interface Place {
  parts: readonly string[];
  query: URLSearchParams;
}

function currentPlace(): Place {
  const [path = '', query = ''] = location.hash
    .replace(/^#\/?/, '')
    .split('?', 2);
  return {
    parts: path
      .split('/')
      .filter((part) => part !== '')
      .map(decoded),
    query: new URLSearchParams(query),
  };
}

/** Addresses are also typed by hand: what cannot be decoded is taken as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The place, kept up to date. */
export function usePlace(): Place {
  const [place, setPlace] = useState(currentPlace);
  // Listens before the page is drawn: a reader who is quick would go nowhere.
  useLayoutEffect(() => {
    const update = () => setPlace(currentPlace());
    addEventListener('hashchange', update);
    return () => removeEventListener('hashchange', update);
  }, []);
  return place;
}

/** The address of a place within the page. */
export function addressOf(
  parts: readonly string[],
  query: Readonly<Record<string, string | undefined>> = {},
): string {
  const search = new URLSearchParams(
    Object.entries(query).filter(
      (entry): entry is [string, string] => !!entry[1],
    ),
  ).toString();
  const path = parts.map(encodeURIComponent).join('/');
  return `#/${path}${search === '' ? '' : `?${search}`}`;
}

/** Goes to an address without a new step in the history: what is typed letter by letter is one step. */
export function replaceAddress(address: string): void {
  history.replaceState(history.state, '', address);
  dispatchEvent(new HashChangeEvent('hashchange'));
}
