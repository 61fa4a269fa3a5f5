/**
 * ESLint rule: a sentence that people read comes from `messages/en.json`, never from code.
 *
 * It reports letters in the markup of a component, in attributes that are read out or shown, and in
 * expressions of the markup; and in scripts every string that looks like a sentence. What only
 * developers read (thrown errors, commands) is excused with a comment that disables the rule.
 */
import type { Rule } from 'eslint';

/** Nodes of the Svelte parser, as far as this rule looks at them. */
interface TemplateNode {
  type: string;
  value: string;
  parent: TemplateNode;
  key?: { name?: string };
}

/** Attributes, and properties of our own components, whose value is shown or read out. */
const SHOWN_ATTRIBUTES = new Set([
  'alt',
  'aria-description',
  'aria-label',
  'aria-roledescription',
  'aria-valuetext',
  'content',
  'done',
  'heading',
  'hint',
  'label',
  'lead',
  'placeholder',
  'text',
  'title'
]);

const LETTER = /\p{L}/u;

/** Two words or more that begin with a capital letter or end as a sentence does. */
export function looksLikeSentence(text: string): boolean {
  const words = /\p{L}{2,}[,:;]?\s+\S*\p{L}/u.test(text);
  return words && (/^\s*["“]?\p{Lu}\p{Ll}/u.test(text) || /\p{L}[.?!…]\s*$/u.test(text));
}

function isShownInMarkup(node: TemplateNode): boolean {
  for (let at = node.parent; at; at = at.parent) {
    if (at.type === 'CallExpression' || at.type === 'BinaryExpression') return false;
    if (at.type === 'MemberExpression' || at.type === 'ObjectExpression') return false;
    if (at.type === 'SvelteMustacheTag') return at.parent.type === 'SvelteElement';
    if (at.type.startsWith('Svelte')) return false;
  }
  return false;
}

const isInside = (node: TemplateNode, types: string[]): boolean => {
  for (let at = node.parent; at; at = at.parent) if (types.includes(at.type)) return true;
  return false;
};

const checkText = (context: Rule.RuleContext, node: TemplateNode, text: string, shown: boolean) => {
  if (shown ? !LETTER.test(text) : !looksLikeSentence(text)) return;
  context.report({ node: node as never, messageId: 'text', data: { text: text.trim() } });
};

export const noTextOutsideCatalogue: Rule.RuleModule = {
  meta: {
    type: 'problem',
    docs: { description: 'Text that people read belongs in messages/en.json' },
    messages: { text: 'Put “{{text}}” into messages/en.json and call it as m.key().' },
    schema: []
  },
  create: (context) => {
    const listeners = {
      SvelteText(node: TemplateNode) {
        if (!isInside(node, ['SvelteStyleElement', 'SvelteScriptElement']))
          checkText(context, node, node.value, true);
      },
      SvelteLiteral(node: TemplateNode) {
        const name = node.parent.key?.name ?? '';
        if (SHOWN_ATTRIBUTES.has(name)) checkText(context, node, node.value, true);
      },
      Literal(node: TemplateNode) {
        if (typeof node.value !== 'string') return;
        checkText(context, node, node.value, isShownInMarkup(node));
      },
      TemplateLiteral(node: TemplateNode & { quasis: { value: { cooked: string } }[] }) {
        const text = node.quasis.map((part) => part.value.cooked).join('…');
        checkText(context, node, text, isShownInMarkup(node) && LETTER.test(text));
      }
    };
    return listeners as unknown as Rule.RuleListener;
  }
};
