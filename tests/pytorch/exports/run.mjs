import { pathToFileURL } from "node:url";

/** Imports exported modules one after the other and says what each printed and exports: one JSON document on stdout. */
const answers = [];
const say = console.log;
for (const path of process.argv.slice(2)) {
  const printed = [];
  console.log = (line) => printed.push(line);
  try {
    // One after the other: what they print must not mix.
    const exported = await import(pathToFileURL(path).href);
    const results = Object.fromEntries(
      Object.entries(exported).map(([name, tensor]) => [
        name,
        { shape: tensor.shape, data: [...tensor.dataSync()].map((each) => (Number.isNaN(each) ? "nan" : each)) },
      ]),
    );
    answers.push({ printed: printed.join("\n"), results });
  } catch (error) {
    answers.push({ printed: printed.join("\n"), error: `${error.name}: ${error.message}` });
  }
}
console.log = say;
process.stdout.write(JSON.stringify(answers));
