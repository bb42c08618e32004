// Lets plain `npx cucumber-js` and editor plug-ins run the same features with the same verdicts as `setd run`.
// No `paths`: Cucumber looks into features/ by itself, and files named on its command line would only be added to them.
module.exports = {
  default: {
    import: ['steps/**/!(*.test).ts'],
    format: ['./src/harness/reports/verdict-formatter.ts'],
    worldParameters: { clock: 'virtual', strict: false },
  },
};
