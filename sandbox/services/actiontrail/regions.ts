/** Regions where the sandbox's ActionTrail answers: identifier, English and Chinese name. */
const REGIONS: readonly (readonly [string, string, string])[] = [
  ['cn-hangzhou', 'China (Hangzhou)', '华东1（杭州）'],
  ['cn-shanghai', 'China (Shanghai)', '华东2（上海）'],
  ['cn-beijing', 'China (Beijing)', '华北2（北京）'],
  ['cn-shenzhen', 'China (Shenzhen)', '华南1（深圳）'],
  ['ap-southeast-1', 'Singapore', '新加坡'],
];

export function describeRegions(language: string | undefined): Record<string, unknown> {
  return {
    Regions: {
      Region: REGIONS.map(([RegionId, english, chinese]) => ({
        RegionId,
        RegionEndpoint: `actiontrail.${RegionId}.aliyuncs.com`,
        LocalName: language === 'zh-CN' ? chinese : english,
      })),
    },
  };
}
