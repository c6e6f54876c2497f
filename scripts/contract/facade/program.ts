import type ts from 'typescript';
import { dirname, join, relative } from 'node:path';
import { isObject } from '../../openapi/json.js';
import type { Project } from '../check.js';
import { compiler } from './compiler.js';

/** The hand-written code, compiled against generated files that are only in memory. */
export interface CompiledSource {
  readonly program: ts.Program;
  /** The files of `src/`. */
  readonly files: readonly ts.SourceFile[];
  /** Whether a file is a generated one. */
  readonly isGenerated: (file: ts.SourceFile) => boolean;
  /** `src/operation.ts:6` */
  readonly placeOf: (file: ts.SourceFile, offset: number) => string;
}

/** @param generated the generated files by their names in the project's folder for them */
export function compileSource(
  project: Project,
  generated: ReadonlyMap<string, string>,
): CompiledSource {
  // Where the source is, and not the document: a document may be tried from elsewhere.
  const folder = dirname(project.source);
  const { options, fileNames } = configurationOf(project);
  const texts = new Map(
    [...generated].map(([name, text]) => [portable(join(project.generated, name)), text]),
  );
  const isInMemory = (path: string): boolean => path.startsWith(`${portable(project.generated)}/`);
  const host = compiler.createCompilerHost(options);
  const onDisk = { ...host };
  host.readFile = (path) => (isInMemory(path) ? texts.get(path) : onDisk.readFile(path));
  host.fileExists = (path) => (isInMemory(path) ? texts.has(path) : onDisk.fileExists(path));
  host.directoryExists = (path) =>
    path === portable(project.generated) || compiler.sys.directoryExists(path);
  const program = compiler.createProgram(fileNames, options, host);
  const source = `${portable(project.source)}/`;
  return {
    program,
    files: program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(source)),
    isGenerated: ({ fileName }) => isInMemory(fileName),
    placeOf: (file, offset) => {
      const { line } = file.getLineAndCharacterOfPosition(offset);
      return `${portable(relative(folder, file.fileName))}:${line + 1}`;
    },
  };
}

/** The project's own compiler options, for its source alone. */
function configurationOf({ source }: Project): ts.ParsedCommandLine {
  const folder = dirname(source);
  const path = join(folder, 'tsconfig.json');
  const read = compiler.readConfigFile(path, (name) => compiler.sys.readFile(name));
  const config: unknown = read.config;
  if (!isObject(config)) throw new Error(`${path} is not a configuration of TypeScript.`);
  const own = { ...config, include: [relative(folder, source)], files: undefined };
  return compiler.parseJsonConfigFileContent(own, compiler.sys, folder, { noEmit: true });
}

function portable(path: string): string {
  return path.replaceAll('\\', '/');
}
