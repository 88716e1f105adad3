// Follows the links in the HTML files below a folder. Each linked file and anchor must exist.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const [root] = process.argv.slice(2).map((folder) => resolve(folder));
const pages = readdirSync(root, { recursive: true }).filter((path) => path.endsWith('.html')).map((path) => join(root, path));
// print.html has all chapters on one page, with links that are relative to their original places.
const chapters = pages.filter((page) => !['print.html', '404.html', 'toc.html'].includes(relative(root, page)));

const texts = new Map(pages.map((page) => [page, readFileSync(page, 'utf8')]));
const anchors = new Map(pages.map((page) => [page, new Set([...texts.get(page).matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))]));
const broken = [];
let count = 0;
for (const page of chapters) {
    for (const [, link] of texts.get(page).matchAll(/ (?:href|src)="([^"]+)"/g)) {
        if (/^[a-z]+:/.test(link)) continue;
        count += 1;
        const [path, anchor] = link.replaceAll('&amp;', '&').split('#');
        let target = path ? join(dirname(page), decodeURIComponent(path)) : page;
        if (existsSync(target) && statSync(target).isDirectory()) target = join(target, 'index.html');
        const isThere = existsSync(target) && (!anchor || !anchors.has(target) || anchors.get(target).has(decodeURIComponent(anchor)));
        if (!isThere) broken.push(`${relative(root, page)}: ${link}`);
    }
}
if (count === 0) broken.push(`${root}: no links`);
broken.forEach((line) => console.error(line));
console.log(`${count} links on ${chapters.length} pages, ${broken.length} broken`);
process.exit(broken.length === 0 ? 0 : 1);
