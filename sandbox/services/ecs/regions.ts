import { ecsError } from './errors';

export interface EcsRegion {
  readonly id: string;
  readonly chinese: string;
  readonly english: string;
  /** The letters after `i-` in the ids of what is made there. */
  readonly idPrefix: string;
  readonly zones: readonly string[];
}

/** The regions where the sandbox's ActionTrail answers, and no others: what happens elsewhere could not be looked up. */
const REGIONS: readonly EcsRegion[] = [
  region('cn-hangzhou', '华东1（杭州）', 'China (Hangzhou)', 'bp1', 'hijk'),
  region('cn-shanghai', '华东2（上海）', 'China (Shanghai)', 'uf6', 'befg'),
  region('cn-beijing', '华北2（北京）', 'China (Beijing)', '2ze', 'fhij'),
  region('cn-shenzhen', '华南1（深圳）', 'China (Shenzhen)', 'wz9', 'cdef'),
  region('ap-southeast-1', '新加坡', 'Singapore', 't4n', 'abc'),
];

function region(id: string, chinese: string, english: string, idPrefix: string, zones: string): EcsRegion {
  // Zones of regions outside China are written without the last hyphen: ap-southeast-1a.
  const hyphen = id.startsWith('cn-') ? '-' : '';
  return { id, chinese, english, idPrefix, zones: [...zones].map((zone) => `${id}${hyphen}${zone}`) };
}

/** Throws CloudError 404 InvalidRegionId.NotFound. */
export function regionNamed(id: string): EcsRegion {
  const found = REGIONS.find((candidate) => candidate.id === id);
  if (!found) throw ecsError('InvalidRegionId.NotFound');
  return found;
}

/** DescribeRegions; Chinese unless AcceptLanguage says otherwise. */
export function describeRegions(language: string | undefined): Record<string, unknown> {
  const isEnglish = language?.startsWith('en') ?? false;
  return {
    Regions: {
      Region: REGIONS.map(({ id, chinese, english }) => ({
        RegionId: id,
        RegionEndpoint: `ecs.${id}.aliyuncs.com`,
        LocalName: isEnglish ? english : chinese,
        Status: 'available',
      })),
    },
  };
}
