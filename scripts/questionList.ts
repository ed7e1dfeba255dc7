import { readFileSync } from 'node:fs';
import path from 'node:path';

import { QUESTIONS_PATH, questionsIn } from './documents/questions';
import { PACKAGE_ROOT } from './sdkProject';

/*
 * `npm run questions:list`: the questions as JupiterOne's own client takes them, a list in JSON. It
 * makes those without an id, and changes those with one: ours are ids of the file, not of an account.
 */

const yaml = readFileSync(path.join(PACKAGE_ROOT, QUESTIONS_PATH), 'utf8');
const questions = questionsIn(yaml).map(({ id: _id, ...question }) => question);
console.log(JSON.stringify(questions, null, 2));
