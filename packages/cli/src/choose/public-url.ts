/** A URL without the user name and password that it may hold; a text that is no URL stays as it is. */
export function publicUrl(text: string): string {
  const url = URL.parse(text);
  if (!url || (url.username === '' && url.password === '')) return text;
  url.username = '';
  url.password = '';
  return url.href;
}
