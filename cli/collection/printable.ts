import { stripVTControlCharacters } from 'node:util';

/** Names and reasons come from the provider: none may move the cursor or color the screen. */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replace(/[^\P{Cc}\n]+/gu, ' ');
}
