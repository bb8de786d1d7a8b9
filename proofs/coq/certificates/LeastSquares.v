(** LeastSquares.v -- the cost of a readout is a least-squares problem on the last hidden layer.
    Only the sum and the Gram matrix of the features of a class enter, and a solution of the
    normal equations is a minimum: the difference of two costs is a sum of squares. *)
From Truncation Require Import Spec LinearAlgebra.
From Coq Require Import Lra.
Import ListNotations.
Open Scope R_scope.

Definition gram (H : list vec) : mat := fold_right madd [] (map (fun h => outer h h) H).
Definition vsum (H : list vec) : vec := fold_right vadd [] H.
Definition sqcost (M : mat) (y : vec) (H : list vec) : R :=
  sum (map (fun h => sqnorm (vsub (mv M h) y)) H).
Definition cross M M' y H : R := sum (map (fun h => dot (vsub (mv M h) y) (mv M' h)) H).

Lemma gram_cons h H : gram (h :: H) = madd (outer h h) (gram H). Proof. reflexivity. Qed.
Lemma vsum_cons h H : vsum (h :: H) = vadd h (vsum H). Proof. reflexivity. Qed.
Lemma map_mv_outer h M : map (mv (outer h h)) M = outer (mv M h) h.
Proof.
  unfold outer at 2, mv at 2; rewrite map_map; apply map_ext; intro m.
  now rewrite mv_outer, dot_comm.
Qed.
Lemma mdot_map_madd M' : forall M G H,
  mdot M' (map (mv (madd G H)) M) = mdot M' (map (mv G) M) + mdot M' (map (mv H) M).
Proof.
  induction M' as [|m' M' IH]; intros [|m M] G H; simpl; try ring.
  rewrite IH, mv_madd, dot_vadd_r; ring.
Qed.
Lemma mdot_map_nil M' : forall M, mdot M' (map (mv []) M) = 0.
Proof. induction M' as [|m' M' IH]; intros [|m M]; simpl; trivial. rewrite IH, dot_nil_r; ring. Qed.
Lemma mdot_map_mscale k G M' : forall M,
  mdot M' (map (mv (map (vscale k) G)) M) = k * mdot M' (map (mv G) M).
Proof.
  induction M' as [|m' M' IH]; intros [|m M]; simpl; try ring.
  rewrite IH, mv_mscale, dot_vscale_r; ring.
Qed.
Lemma dot_mv_nil M y : dot y (mv M []) = 0.
Proof. apply dot_zero_r. induction M; simpl; constructor; trivial. apply dot_nil_r. Qed.

Lemma cross_gram M M' y H :
  cross M M' y H = mdot M' (map (mv (gram H)) M) - dot y (mv M' (vsum H)).
Proof.
  unfold cross, sum; induction H as [|h H IH]; cbn [map fold_right].
  - change (gram []) with (@nil vec); change (vsum []) with (@nil R).
    rewrite mdot_map_nil, dot_mv_nil; ring.
  - rewrite IH, gram_cons, vsum_cons, mdot_map_madd, map_mv_outer, mdot_outer, mv_vadd, dot_vadd_r.
    unfold vsub; rewrite dot_vadd_l, dot_vscale_l; ring.
Qed.
Lemma sqcost_expand M M' y H :
  sqcost M' y H = sqcost M y H + 2 * (cross M M' y H - cross M M y H)
    + sum (map (fun h => sqnorm (vsub (mv M' h) (mv M h))) H).
Proof.
  unfold sqcost, cross; induction H as [|h H IH]; simpl; [ring|].
  rewrite IH; unfold sqnorm, vsub.
  repeat rewrite ?dot_vadd_l, ?dot_vadd_r, ?dot_vscale_l, ?dot_vscale_r.
  rewrite (dot_comm (mv M h) (mv M' h)), (dot_comm y (mv M' h)), (dot_comm y (mv M h)). ring.
Qed.
Lemma sqcost_cross M y H :
  sqcost M y H = cross M M y H - dot y (mv M (vsum H)) + INR (length H) * sqnorm y.
Proof.
  unfold sqcost, cross; induction H as [|h H IH].
  - change (vsum []) with (@nil R); rewrite dot_mv_nil; simpl; ring.
  - rewrite vsum_cons; cbn [map length]; rewrite S_INR.
    unfold sum in *; cbn [fold_right]; rewrite IH.
    rewrite mv_vadd, dot_vadd_r; unfold sqnorm, vsub.
    repeat rewrite ?dot_vadd_l, ?dot_vadd_r, ?dot_vscale_l, ?dot_vscale_r.
    rewrite (dot_comm y (mv M h)). ring.
Qed.

(** Classes of feature vectors with a target, each weighted by 1 over its number of points *)
Definition features := list (list vec * vec).
Definition weighted (g : vec -> list vec -> R) (F : features) : R :=
  sum (map (fun K => / INR (length (fst K)) * g (snd K) (fst K)) F).
Definition nonempty (F : features) := Forall (fun K => (0 < length (fst K))%nat) F.
Definition value_at M (F : features) : R :=
  sum (map (fun K => sqnorm (snd K)
                     - / INR (length (fst K)) * dot (snd K) (mv M (vsum (fst K)))) F).

Lemma weight_pos n : (0 < n)%nat -> 0 < / INR n.
Proof. intro H; apply Rinv_0_lt_compat; apply lt_0_INR; trivial. Qed.

Theorem weighted_expand M F : nonempty F ->
  weighted (sqcost M) F = weighted (cross M M) F + value_at M F.
Proof.
  unfold weighted, value_at; induction 1 as [|[X y] F HX HF IH]; simpl in *; [ring|].
  rewrite IH, sqcost_cross. generalize (weight_pos _ HX); intro.
  replace (/ INR (length X) * (cross M M y X - dot y (mv M (vsum X)) + INR (length X) * sqnorm y))
    with (/ INR (length X) * cross M M y X - / INR (length X) * dot y (mv M (vsum X)) + sqnorm y) by
    (field; apply not_0_INR; intro Z; rewrite Z in HX; inversion HX).
  ring.
Qed.
Theorem normal_equations_minimize M F : nonempty F -> (forall M', weighted (cross M M') F = 0) ->
  weighted (sqcost M) F = value_at M F
  /\ forall M', weighted (sqcost M) F <= weighted (sqcost M') F.
Proof.
  intros HF H0.
  generalize (weighted_expand M F HF); intro E1.
  rewrite H0 in E1; split; [rewrite E1; ring|]. intro M'.
  assert (E2 : exists s, 0 <= s /\ weighted (sqcost M') F
    = weighted (sqcost M) F + 2 * (weighted (cross M M') F - weighted (cross M M) F) + s).
  { clear -HF; unfold weighted; induction HF as [|[X y] F HX HF [s [Hs IH]]]; simpl in *.
    - exists 0; split; [lra|ring].
    - rewrite IH, (sqcost_expand M M').
      exists (s + / INR (length X) * sum (map (fun h => sqnorm (vsub (mv M' h) (mv M h))) X)).
      split; [|ring].
      assert (0 <= sum (map (fun h => sqnorm (vsub (mv M' h) (mv M h))) X)).
      { clear; induction X as [|x X IH]; simpl; [lra|].
        generalize (sqnorm_nonneg (vsub (mv M' x) (mv M x))); lra. }
      generalize (Rmult_le_pos _ _ (Rlt_le _ _ (weight_pos _ HX)) H); lra. }
  destruct E2 as [s [Hs E2]]; rewrite !H0 in E2; lra.
Qed.
