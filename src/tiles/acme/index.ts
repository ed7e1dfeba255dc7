import { acme } from '../../providers/acme';
import { tileOf } from '../../tile';

/** The integration of this provider alone. */
export const invocationConfig = tileOf(acme);
