// Draws points, lines and areas on the outlines of the world that the site has itself, or on the
// tiles of the server that the settings name.
import * as leaflet from "leaflet/dist/leaflet-src.esm.js";
import { paragraph } from "./texts.js";

const MOST_LABELS = 12;
const DEEPEST_OUTLINES = 12;
const WHOLE_LAND = 4; // around one place: outlines are coarse
const DEEPEST_TILES = 18;
const NARROWEST = 0.3;
const WORLD = [[-90, -180], [90, 180]];

export function draw(place, rows, { plan, answer, texts }) {
  const shapes = rows.map(plan).filter(Boolean);
  const box = document.createElement("div");
  box.className = "world";
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", texts.map);
  place.append(box);
  if (shapes.length < rows.length) place.append(paragraph(texts.mapCut, { shown: shapes.length, total: rows.length }));
  const drawn = { map: null, isOver: false };
  whenStyled(() => {
    if (!drawn.isOver) drawn.map = mapIn(box, shapes, { answer, texts });
  });
  return () => {
    drawn.isOver = true;
    drawn.map?.remove();
  };
}

// The style sheet of the library, once: it is loaded with the first map.
function whenStyled(callback) {
  const id = "style-of-maps";
  const known = document.getElementById(id);
  if (known?.sheet) return callback();
  const sheet = known ?? Object.assign(document.createElement("link"), { id, rel: "stylesheet", href: new URL("./map.css", import.meta.url).href });
  sheet.addEventListener("load", callback, { once: true });
  if (!known) document.head.append(sheet);
}

function mapIn(box, shapes, { answer, texts }) {
  const corners = shapes.flatMap((shape) => shape.parts.flatMap(({ lists }) => lists.flat()));
  const bounds = leaflet.latLngBounds(corners.length ? corners.map(([x, y]) => [y, x]) : WORLD);
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = leaflet.map(box, {
    crs: answer.tiles ? leaflet.CRS.EPSG3857 : plateAt(bounds.getCenter().lat),
    maxZoom: answer.tiles ? DEEPEST_TILES : DEEPEST_OUTLINES,
    zoomSnap: 0.5,
    scrollWheelZoom: false,
    zoomControl: false,
    zoomAnimation: !isCalm,
    fadeAnimation: !isCalm,
  });
  map.attributionControl.setPrefix(false);
  leaflet.control.zoom({ zoomInTitle: texts.zoomIn, zoomOutTitle: texts.zoomOut }).addTo(map);
  groundOf(answer).addTo(map);
  map.fitBounds(bounds.pad(0.15), { animate: false, maxZoom: answer.tiles || isSpread(bounds) ? 12 : WHOLE_LAND });
  if (!answer.tiles) leaflet.control.scale({ imperial: false }).addTo(map);
  for (const shape of shapes) addShape(map, shape, shapes.length <= MOST_LABELS);
  walkBetween([...box.querySelectorAll("[role=link]")]);
  const close = ({ key }) => key === "Escape" && map.eachLayer(closePassing);
  document.addEventListener("keydown", close);
  map.on("unload", () => document.removeEventListener("keydown", close));
  return map;
}

function isSpread(bounds) {
  return !bounds.getSouthWest().equals(bounds.getNorthEast());
}

// Closes a label that came with the pointer.
function closePassing(layer) {
  if (layer.getTooltip?.()?.options.permanent === false) layer.closeTooltip();
}

const STEPS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1, Home: -Infinity, End: Infinity };

// The keyboard enters at one mark, and arrow keys go from mark to mark in the order of the rows.
function walkBetween(marks) {
  marks.forEach((mark, place) => {
    mark.setAttribute("tabindex", place === 0 ? 0 : -1);
    mark.addEventListener("keydown", (event) => {
      if (!(event.key in STEPS)) return;
      event.preventDefault();
      event.stopPropagation();
      const next = marks[Math.min(Math.max(place + STEPS[event.key], 0), marks.length - 1)];
      mark.setAttribute("tabindex", -1);
      next.setAttribute("tabindex", 0);
      next.focus();
    });
  });
}

// Degrees as they are, those of longitude as wide as at a latitude.
function plateAt(latitude) {
  const shrunk = Math.max(Math.cos((latitude * Math.PI) / 180), NARROWEST);
  return leaflet.extend({}, leaflet.CRS.EPSG4326, { transformation: leaflet.transformation(shrunk / 180, shrunk, -1 / 180, 0.5), wrapLng: undefined });
}

function groundOf({ world, tiles }) {
  if (!tiles) return leaflet.imageOverlay(world, WORLD, { alt: "" });
  const attribution = Object.assign(document.createElement("span"), { textContent: tiles.attribution }).innerHTML;
  return leaflet.tileLayer(tiles.url, { attribution, maxZoom: DEEPEST_TILES, referrerPolicy: "strict-origin-when-cross-origin" });
}

function addShape(map, { label, href, parts }, isLabelled) {
  for (const [index, part] of parts.entries()) {
    for (const layer of layersOf(part)) {
      layer.addTo(map).bindTooltip(Object.assign(document.createElement("span"), { textContent: label }), { permanent: isLabelled && index === 0, direction: "right" });
      makeReachable(layer.getElement(), { label, href });
      if (href) layer.on("click", () => location.assign(href));
    }
  }
}

function layersOf({ kind, lists }) {
  const turned = lists.map((list) => list.map(([x, y]) => [y, x]));
  if (kind === "POINT") return turned.flat().map((at) => leaflet.circleMarker(at, { radius: 6, className: "mark" }));
  return kind === "LINESTRING" ? [leaflet.polyline(turned, { className: "mark" })] : [leaflet.polygon(turned, { className: "mark" })];
}

function makeReachable(element, { label, href }) {
  element.setAttribute("role", href ? "link" : "img");
  element.setAttribute("aria-label", label);
  if (!href) return;
  element.addEventListener("keydown", (event) => event.key === "Enter" && location.assign(href));
}
