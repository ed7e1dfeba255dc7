import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

import type { Directory } from '../data/directory';

export const DirectoryContext = createContext<Directory | undefined>(undefined);

/** The collected directory, in any part of the page. */
export function useDirectory(): Directory {
  const directory = useContext(DirectoryContext);
  if (!directory) throw new Error('There is no directory around this part.');
  return directory;
}
