// Says for each card on standard input, a list of texts as JSON, whether the phone takes it as HTML.
import { text } from 'node:stream/consumers';
import { isCardHtml } from '../../frontend/src/lib/trustedTypes.ts';

const cards = JSON.parse(await text(process.stdin));
process.stdout.write(JSON.stringify(cards.map(isCardHtml)));
