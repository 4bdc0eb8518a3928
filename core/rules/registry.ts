import type { Rule } from '../rule.ts';
import { secretUndeclared } from './secret-undeclared.ts';

/** Every rule, in the order of the documentation. `npm run new-rule` adds to it. */
export const RULES: readonly Rule[] = [secretUndeclared];
