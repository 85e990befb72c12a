// Draws <div data-chart="ID"> from the JSON in <script type="application/json" id="ID">. The table beside it says the same.
(() => {
  "use strict";
  const root = getComputedStyle(document.documentElement);
  const token = (name) => root.getPropertyValue("--" + name).trim();
  const english = document.documentElement.lang === "en";
  const big = document.documentElement.classList.contains("screen");
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const group = (value) => value == null ? "—" : Number(value).toLocaleString("en-US", { maximumFractionDigits: 6 });
  const escape = (text) => String(text ?? "").replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);

  const palette = () => ["blue", "conflict", "at-risk", "achieved", "ink-3", "off-track"].map(token);
  const size = () => big ? 20 : 13;
  const text = (tone = "ink-3") => ({ color: token(tone), fontFamily: token("sans"), fontSize: size() });

  const line = (data) => {
    const colours = palette();
    const series = data.series.map((one, index) => {
      const colour = colours[index % colours.length];
      const points = one.points.filter((point) => point.value != null)
        .map((point) => ({ value: [point.at, point.value], label: point.label, note: point.note }));
      return {
        type: "line", name: one.name, data: points, symbol: one.style === "dashed" ? "none" : "circle", symbolSize: big ? 13 : 8,
        showSymbol: true, connectNulls: false, z: one.emphasis ? 4 : 3,
        lineStyle: { color: colour, width: one.style === "points" ? 0 : one.emphasis ? 3 : 2, type: one.style === "dashed" ? [5, 5] : "solid" },
        itemStyle: { color: one.emphasis ? colour : token("ground"), borderColor: colour, borderWidth: 2 },
      };
    });
    data.series.forEach((one, index) => {
      const ranged = one.points.filter((point) => point.low != null && point.high != null);
      if (!ranged.length) return;
      const colour = colours[index % colours.length];
      series.push({
        type: "custom", name: one.name, silent: true, z: 2,
        data: ranged.map((point) => [point.at, point.low, point.high]),
        renderItem: (_params, api) => {
          const [x, low] = api.coord([api.value(0), api.value(1)]);
          const high = api.coord([api.value(0), api.value(2)])[1];
          const style = { stroke: colour, lineWidth: 2, fill: "none" };
          const bar = (x1, y1, x2, y2) => ({ type: "line", shape: { x1, y1, x2, y2 }, style });
          return { type: "group", children: [bar(x, low, x, high), bar(x - 5, low, x + 5, low), bar(x - 5, high, x + 5, high)] };
        },
      });
    });
    if (data.target) {
      const place = data.target.at ? [data.target.at, data.target.value] : null;
      series.push({
        type: "line", name: data.target.label, data: place ? [{ value: place, label: data.target.label }] : [], symbol: "diamond",
        symbolSize: big ? 18 : 12, lineStyle: { width: 0 }, itemStyle: { color: token("ink") }, z: 5,
        markLine: {
          silent: true, symbol: "none", data: [{ yAxis: data.target.value }], lineStyle: { color: token("ink-3"), type: [2, 4] },
          label: { formatter: `${data.target.label} ${group(data.target.value)}`, position: "insideStartTop", ...text("ink-2") },
        },
      });
    }
    return {
      xAxis: { type: "time", min: data.from || undefined, max: data.to || undefined, minInterval: 30 * 86400e3,
        axisLabel: { ...text(), hideOverlap: true, formatter: { year: "{yyyy}", month: english ? "{yyyy}-{MM}" : "{yyyy}年{M}月", day: "{yyyy}-{MM}-{dd}" } },
        axisLine: { lineStyle: { color: token("line-3") } }, splitLine: { show: false } },
      yAxis: { type: "value", scale: true, axisLabel: { ...text(), formatter: group }, splitLine: { lineStyle: { color: token("line-2") } } },
      series, legend: data.series.length > 1 ? { top: 0, left: 0, type: "scroll", itemGap: 20, textStyle: text("ink-2"), data: data.series.map((one) => one.name) } : undefined,
    };
  };

  const bar = (data) => {
    const names = data.series[0]?.points.map((point) => point.label) ?? [];
    return {
      yAxis: { type: "category", data: names, inverse: true, axisTick: { show: false }, axisLine: { show: false }, axisLabel: text("ink") },
      xAxis: { type: "value", axisLabel: { ...text(), formatter: group }, splitLine: { lineStyle: { color: token("line-2") } } },
      series: data.series.map((one, index) => ({
        type: "bar", name: one.name, barMaxWidth: 26,
        data: one.points.map((point) => ({ value: point.value, label: point.label, note: point.note, itemStyle: { color: point.here ? token("blue") : index ? palette()[index % 6] : token("line-3") } })),
        label: { show: true, position: "right", formatter: (item) => group(item.value), ...text("ink") },
      })),
      legend: data.series.length > 1 ? { top: 0, left: 0, textStyle: text("ink-2") } : undefined,
    };
  };

  const draw = (place) => {
    const data = JSON.parse(document.getElementById(place.dataset.chart).textContent);
    const kept = window.echarts.getInstanceByDom(place);
    const chart = kept || window.echarts.init(place, null, { renderer: "svg", locale: english ? "EN" : "ZH" });
    chart.setOption({
      animation: !calm, animationDuration: 300, grid: { left: 8, right: 32, top: data.series.length > 1 ? 44 : 16, bottom: 8, containLabel: true },
      tooltip: { trigger: "item", confine: true, backgroundColor: token("ground"), borderColor: token("line-3"), textStyle: text("ink"),
        formatter: (item) => [item.seriesName, item.data.label, `${group(Array.isArray(item.value) ? item.value[1] : item.value)} ${data.unit || ""}`, item.data.note]
          .filter(Boolean).map(escape).join("<br>") },
      ...(data.kind === "bar" ? bar(data) : line(data)),
    }, true);
    if (!kept) new ResizeObserver(() => chart.resize()).observe(place);
  };

  const drawAll = (from = document) => { for (const place of from.querySelectorAll("[data-chart]")) draw(place); };
  drawAll();
  document.addEventListener("htmx:afterSettle", (event) => drawAll(event.target));
})();
