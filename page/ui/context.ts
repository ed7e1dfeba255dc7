import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

import type { Tables } from '../data/contract';
import type { Directory } from '../data/directory';

export const DirectoryContext = createContext<Directory | undefined>(undefined);

/** The collected directory, in any part of the page. */
export function useDirectory(): Directory {
  const directory = useContext(DirectoryContext);
  if (!directory) throw new Error('There is no directory around this part.');
  return directory;
}

/** The partial types that some tables are made of: with any, a count of their rows is a lower bound. */
export function usePartialTypes(names: readonly (keyof Tables)[]): string[] {
  const { partial } = useDirectory().facts;
  return [...new Set(names.flatMap((name) => partial[name] ?? []))].sort();
}
