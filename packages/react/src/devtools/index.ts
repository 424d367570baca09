export { DocketDevtools, type DocketDevtoolsProps } from './docket-devtools.tsx'
