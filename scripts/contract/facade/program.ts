import { dirname, join, relative } from 'node:path';
import {
  API,
  type Checker,
  type Diagnostic,
  type NodeHandle,
  type Program,
} from 'typescript-7/unstable/sync';
import type { Node, SourceFile } from 'typescript-7/unstable/ast';
import type { Project } from '../check.js';

/** The hand-written code, compiled against generated files that are only in memory. */
export interface CompiledSource {
  readonly checker: Checker;
  /** What the compiler says of the configuration and of the files of `src/`. */
  readonly diagnostics: readonly Diagnostic[];
  /** The files of `src/`. */
  readonly files: readonly SourceFile[];
  /** Whether a file is a generated one. */
  readonly isGenerated: (fileName: string) => boolean;
  /** Those of some declarations that are generated. */
  readonly generatedOf: (declarations: readonly NodeHandle[]) => readonly Node[];
  /** `src/operation.ts:6` */
  readonly placeOf: (file: SourceFile, offset: number) => string;
}

/**
 * Compiles `src/` with the project's own options.
 *
 * @param generated the generated files by their names in the project's folder for them
 * @param use what is asked about the code; the compiler, a process of its own, ends with it
 */
export function withCompiledSource<T>(
  project: Project,
  generated: ReadonlyMap<string, string>,
  use: (compiled: CompiledSource) => T,
): T {
  // Where the source is, and not the document: a document may be tried from elsewhere.
  const folder = dirname(project.source);
  const configuration = portable(join(folder, 'tsconfig.facade.json'));
  const config = { extends: './tsconfig.json', include: [relative(folder, project.source)] };
  const texts = new Map([
    [configuration, JSON.stringify(config)],
    ...[...generated].map(([name, text]) => {
      return [portable(join(project.generated, name)), text] as const;
    }),
  ]);
  const place = portable(project.generated);
  const isInMemory = (path: string): boolean =>
    path === configuration || path === place || path.startsWith(`${place}/`);
  const compiler = new API({
    cwd: folder,
    fs: {
      readFile: (path) => (isInMemory(path) ? (texts.get(path) ?? null) : undefined),
      fileExists: (path) => (isInMemory(path) ? texts.has(path) : undefined),
      directoryExists: (path) => (isInMemory(path) ? path === place : undefined),
    },
  });
  try {
    const opened = compiler.updateSnapshot({ openProjects: [configuration] });
    const found = opened.getProject(configuration);
    if (found === undefined) throw new Error(`${folder} has no configuration of TypeScript.`);
    const { program, checker } = found;
    const source = `${portable(project.source)}/`;
    const isOwn = (fileName: string): boolean => fileName.startsWith(source);
    return use({
      checker,
      diagnostics: diagnosticsOf(program).filter(
        ({ fileName }) => fileName === undefined || isOwn(fileName),
      ),
      files: program
        .getSourceFileNames()
        .filter(isOwn)
        .flatMap((name) => program.getSourceFile(name) ?? []),
      isGenerated: isInMemory,
      // On some file systems, paths of declarations are in lower case.
      generatedOf: (declarations) =>
        declarations
          .filter(({ path }) => path.toLowerCase().startsWith(`${place}/`.toLowerCase()))
          .flatMap((declaration) => declaration.resolve() ?? []),
      placeOf: (file, offset) => {
        const { line } = file.getLineAndCharacterOfPosition(offset);
        return `${portable(relative(folder, file.fileName))}:${line + 1}`;
      },
    });
  } finally {
    compiler.close();
  }
}

function diagnosticsOf(program: Program): Diagnostic[] {
  return [
    ...program.getConfigFileParsingDiagnostics(),
    ...program.getProgramDiagnostics(),
    ...program.getSyntacticDiagnostics(),
    ...program.getSemanticDiagnostics(),
  ];
}

function portable(path: string): string {
  return path.replaceAll('\\', '/');
}
