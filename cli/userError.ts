/** Something that the user can repair: its message is all that is shown, without a trace. */
export class UserError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UserError';
  }
}

/**
 * What to show of an error that ended a command: a sentence for those that the user can repair, the
 * trace for bugs.
 */
export function explain(error: unknown): string {
  if (error instanceof UserError) return error.message;
  if (!(error instanceof Error)) return String(error);
  const missing = missingPackage(error);
  if (missing !== undefined) {
    return `This command needs the package ${missing}, which is not installed: npm install ${missing}`;
  }
  return error.stack ?? error.message;
}

/** A package that is optional for those who install the integration alone. */
function missingPackage(error: Error): string | undefined {
  if (!('code' in error) || error.code !== 'MODULE_NOT_FOUND') return undefined;
  const [, name] =
    /^Cannot find module '((?:@[^/']+\/)?[^./'@][^/']*)/.exec(error.message) ??
    [];
  return name;
}

/** Whether a write failed because whoever read it, such as `head`, has read enough. */
export function isReaderGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE';
}
