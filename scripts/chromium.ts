import { existsSync } from 'node:fs';
import path from 'node:path';

import { type Browser, chromium } from 'playwright-core';

/** The Chromium on the PATH; undefined where there is none. */
export function findChromium(): string | undefined {
  return (process.env.PATH ?? '')
    .split(path.delimiter)
    .flatMap((directory) =>
      ['chromium', 'chromium-browser', 'google-chrome'].map((name) =>
        path.join(directory, name),
      ),
    )
    .find((file) => existsSync(file));
}

/** Starts Chromium without a window, and without what it does by itself in the network. */
export function startChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
