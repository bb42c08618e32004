import { expect, test } from 'vitest';
import { Markup, markup, prose } from './markup.ts';

test('what is put into markup is escaped, wherever it stands', () => {
  const hostile = `<script>alert("1")</script>&'`;
  expect(markup`<a title="${hostile}">${hostile}</a>`.text).toBe(
    '<a title="&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;">&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;</a>',
  );
});

test('markup inside markup stays as it is, and lists are put one behind the other', () => {
  expect(markup`<ul>${[1, 2].map((number) => markup`<li>${number}</li>`)}</ul>`.text).toBe('<ul><li>1</li><li>2</li></ul>');
  expect(markup`${new Markup('<b>')}${['<', '>']}`.text).toBe('<b>&lt;&gt;');
});

test('what stands between backticks is code, escaped like the rest', () => {
  expect(prose('with `<wait>` & `no`').text).toBe('with <code>&lt;wait&gt;</code> &amp; <code>no</code>');
});
