// Renders one template with one set of data as often as a line is read: a path keeps the document, none drops it.
const fs = require('fs');
const carbone = require('carbone');

const [, , template, dataPath] = process.argv;
const data = JSON.parse(fs.readFileSync(dataPath, 'utf8'));

require('readline').createInterface({ input: process.stdin }).on('line', (path) => {
  carbone.render(template, data, (error, document) => {
    if (error) throw error;
    if (path) fs.writeFileSync(path, document);
    process.stdout.write(`${document.length}\n`);
  });
});
