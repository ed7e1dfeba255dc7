/** Where a command writes to, and what that place can show. */
export interface Terminal {
  write(text: string): void;
  colors: boolean;
  columns: number;
  /** Whether a line can be written over. */
  isLive: boolean;
}

/** The terminal that this process was started from. */
export function processTerminal(): Terminal {
  const { stdout } = process;
  return {
    write: (text) => void stdout.write(text),
    colors: stdout.isTTY && !process.env.NO_COLOR,
    columns: stdout.columns ?? 80,
    isLive: stdout.isTTY,
  };
}
