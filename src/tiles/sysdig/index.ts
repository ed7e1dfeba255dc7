import { sysdig } from '../../providers/sysdig';
import { tileOf } from '../../tile';

/** The integration of this provider alone. */
export const invocationConfig = tileOf(sysdig);
