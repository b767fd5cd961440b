// Kinds of files in which a browser runs what is written in them.

/** Extensions under which Chromium 156 ran a script, of 2,000 that were tried (those of shared-mime-info, and what people name). */
export const ACTIVE = [
  'atom', 'ehtml', 'htm', 'html', 'rng', 'rss', 'shtm', 'shtml', 'svg', 'svgz', 'xbl', 'xht', 'xhtm', 'xhtml', 'xml', 'xsd',
  // Others that some browser or system has run or followed.
  'hta', 'js', 'mathml', 'mht', 'mhtml', 'mjs', 'rdf', 'swf', 'url', 'webloc', 'wsdl', 'xslt', 'xsl', 'desktop', 'lnk', 'unknown',
];

/** A page in either form. It tells by its address that it ran. */
export const DECEIVING = {
  html: '<!doctype html><html><body><script>location.hash = "ran"</script>',
  xhtml: '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body><script>location.hash = "ran"</script></body></html>',
};
