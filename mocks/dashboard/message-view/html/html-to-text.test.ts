import { expect, test } from 'vitest';
import { htmlToText } from './html-to-text.ts';

test.each([
  ['<p>one</p><p>two</p>', 'one\n\ntwo'],
  ['one<br>two<br/>three', 'one\ntwo\nthree'],
  ['  a \n b\t<b> c </b> d ', 'a b c d'],
  ['<div>a</div><div>b</div>', 'a\nb'],
  ['<h1>T</h1>text<ul><li>a<li>b</ul>', 'T\n\ntext\n\n* a\n* b'],
  ['<table><tr><td>a<td>b<tr><td>c</table>', 'a b\nc'],
  ['<pre>a\n  b</pre>', 'a\n  b'],
  ['<a href="http://x.example/">here</a>', 'here <http://x.example/>'],
  ['<a href="http://x.example/">http://x.example/</a>', 'http://x.example/'],
  ['<a href="mailto:a@x.example">a@x.example</a>', 'a@x.example'],
  ['<a href="javascript:x">here</a>', 'here'],
  ['<img alt="picture"><img>', 'picture'],
  ['<style>p{}</style><script>x</script><title>t</title>a<svg><text>s</text></svg><template>t</template><!-- c -->b', 'ab'],
  ['a &lt;b&gt; &nbsp;c', 'a <b> \u00a0c'],
  ['a\0b\u0007', 'ab\ufffd'],
  ['', ''],
])('%j reads %j', async (html, wanted) => {
  expect(await htmlToText(html)).toBe(wanted);
});
