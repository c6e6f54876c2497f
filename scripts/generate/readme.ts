export function renderReadme(): string {
  return `# Generated: do not edit

Every file in this folder is made from the OpenAPI document. To change one, change the document or
\`scripts/generate/\`, then rewrite the folder:

\`\`\`sh
npm run generate
\`\`\`
`;
}
