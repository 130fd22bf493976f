/** Any tensor as nested tiles: drawing, hit-testing, outlines and the overview. */
export { tilesInPieces, type TileOptions } from "./tiles/draw";
export { overviewInPieces, overviewSize, type OverviewOptions } from "./tiles/overview";
export { drawTilesOverlay, type TileMarks } from "./tiles/overlay";
export { tileLayout, type Sheet, type TileData, type TileLayout, type TileSource } from "./tiles/tile-data";
export { cellBox, elementAtPoint, fitView, tileBox, tilesExtent, viewAround } from "./tiles/tile-view";
