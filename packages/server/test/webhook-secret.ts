export const SAMPLE_SECRET: string = `whsec_${Buffer.alloc(32, 'never log this').toString('base64')}`
